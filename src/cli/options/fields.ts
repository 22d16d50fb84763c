import { z } from 'zod';

/** What the command line has to know of an option or an operand, besides its type. */
interface OptionFacts {
  /** `-o, --out <file>`: an option as commander reads it; `<folder>`: an operand. */
  flag?: string;
  /** Words that help lists and completion offers, where the schema itself does not tell them. */
  choices?: readonly string[];
  /** Words that completion alone offers. */
  suggestions?: readonly string[];
  /** Key of an option that excludes this one. */
  conflicts?: string;
  /** Of an object of options: the heading of the help text that they stand under. */
  heading?: string;
  /** Of an object of options: the value that another option must have for them to mean anything. */
  onlyWith?: readonly [key: string, value: string];
}

declare module 'zod' {
  // Merging is the only way to add fields; the interface has none of its own.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface GlobalMeta extends OptionFacts {}
}

/**
 * An option of a command.
 *
 * @param schema - reads what commander gives: `true` for a flag, text, or a list of texts.
 */
export const option = <Schema extends z.ZodType>(
  flag: string,
  description: string,
  schema: Schema,
  facts: OptionFacts = {},
): Schema => schema.meta({ flag, description, ...facts });

/** An operand of a command: `<folder>`, `[words...]`. */
export const operand = <Schema extends z.ZodType>(
  flag: string,
  schema: Schema,
  description = '',
): Schema => schema.meta({ flag, description });

/** An option without an argument. */
export const toggle = () => z.boolean().default(false);

const divided = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.split(',')).map((word) => word.trim())),
];

/** Words that are divided by commas, in an option that may be repeated; each of them once. */
export const list = () => z.array(z.string()).transform(divided);

/** A list of some of these words. */
export const listOf = <const Word extends string>(words: readonly Word[]) =>
  list().pipe(z.array(z.enum(words)));

/** The GPU, for commands without a configuration. */
export const gpuOption = option(
  '--gpu <which>',
  'GPU to compute on (docs/gpus.md)',
  z.string().nullable().default(null),
);

/** Modules that add estimators, for commands without a configuration. */
export const pluginOption = option(
  '--plugin <file...>',
  'modules that add estimators',
  z.array(z.string()).default([]),
);
