import { z } from 'zod';

/** What a number has to be, and how that is said. */
interface Limits {
  readonly is: (value: number) => boolean;
  readonly says: string;
}

/** A number that is written as text, such as the argument of an option. */
export const numberText = ({ is, says }: Limits) =>
  z
    .string()
    .refine((text) => text.trim() !== '' && Number.isFinite(Number(text)) && is(Number(text)), {
      error: `must be ${says}`,
      abort: true,
    })
    .transform(Number);

/** A whole number of at least `least` that is written as text. */
export const wholeNumberText = (least: number) =>
  numberText({
    is: (value) => Number.isSafeInteger(value) && value >= least,
    says: `a whole number of at least ${least}`,
  });

/** A word without spaces: where it becomes part of a line, a line break would start another one. */
export const word = () => z.string().regex(/^\S+$/, { error: 'must be one word' });
