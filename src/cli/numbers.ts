import { UsageError } from '../core/errors.ts';

/** What a number has to be, and how that is said. */
interface Limits {
  readonly is: (value: number) => boolean;
  readonly says: string;
}

/** A parser for commander of an option whose argument is a number. */
export function numberOption(flag: string, { is, says }: Limits): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && is(value)) return value;
    throw new UsageError(`${flag} must be ${says}; found "${text}".`);
  };
}
