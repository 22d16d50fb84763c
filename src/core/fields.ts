import { z } from 'zod';
import { MAX_NAME_BYTES } from './file-names.ts';

/** What is true of a setting besides its schema and its description. */
export interface SettingFacts {
  /** `--encoder-lr <number>`: the flag as commander reads it; `--tensorboard` for a toggle. */
  readonly flag?: string;
  /** The unit that documentation prints after the description. */
  readonly unit?: string;
  /**
   * Whether its value decides a number of metrics.csv, as most do. Not so for places, for how often the
   * state is saved, and for what counts by its contents (data, plugins) or by what it led to (backend).
   */
  readonly decidesNumbers?: boolean;
  /**
   * Whether runs that differ in it may be compared: it is what is compared, or how long it ran, or it
   * changes no expectation. Few settings are.
   */
  readonly comparable?: boolean;
  /**
   * Whether it decides only where a run ends: with another value, the rows that both runs have are the same. A
   * run that is there goes on with a value that ends it later. See `config/length.ts` for what may undo this.
   */
  readonly decidesLength?: boolean;
  /**
   * Whether it decides what a number of metrics.csv means: runs that differ in it measure unlike things, so
   * that neither is better.
   */
  readonly decidesMeaning?: boolean;
  /** Whether a run's folder tells its value. */
  readonly inRunId?: boolean;
  /** Whether all runs of a sweep have the same value. */
  readonly shared?: boolean;
  /** Whether it names files, relative to the file that sets it. */
  readonly namesFiles?: boolean;
  /** Whether it decides how long a training step or a measured image takes. */
  readonly decidesCost?: boolean;
  /** Whether reports and exports leave it out, as it may hold what is not for others. */
  readonly unpublished?: boolean;
}

const factNames = {
  flag: true,
  unit: true,
  decidesNumbers: true,
  comparable: true,
  decidesMeaning: true,
  decidesLength: true,
  inRunId: true,
  shared: true,
  namesFiles: true,
  decidesCost: true,
  unpublished: true,
} as const satisfies Record<keyof SettingFacts, true>;

/** Takes the facts out of a JSON Schema: they are of no use to an editor. */
export function removeFacts(jsonSchema: Record<string, unknown>): void {
  for (const name of Object.keys(factNames)) Reflect.deleteProperty(jsonSchema, name);
}

declare module 'zod' {
  // Merging is the only way to add fields; the interface has none of its own.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface GlobalMeta extends SettingFacts {}
}

/** An object of settings; it knows all its keys. */
export const group = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, { error: 'must be an object of settings' });

/** A whole number of at least `least` and at most `most`. */
export const count = (least = 1, most = Number.MAX_SAFE_INTEGER) => {
  const limits =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  const error = `must be a whole number ${limits}`;
  const tooBig = `must be at most ${most}`;
  return z
    .int({ error: ({ code }) => (code === 'too_big' ? tooBig : error) })
    .min(least, { error })
    .max(most, { error: tooBig });
};

/** The largest number of training's precision, float32, is above this; the smallest above 0 is below that. */
const [LARGEST, SMALLEST] = [3.4e38, 1.2e-38];

const atMost = (most: number) => `must be at most ${most}, about the largest float32`;

/** A learning rate or similar: zero or more, and finite in float32, the precision of training. */
export const rate = () =>
  z
    .number({ error: 'must be a finite number' })
    .nonnegative({ error: 'must be 0 or more' })
    .max(LARGEST, { error: atMost(LARGEST) });

/** More than zero, in float32, too: there, less than this is 0. */
export const positive = () =>
  z
    .number({ error: 'must be a finite number' })
    .min(SMALLEST, {
      error: ({ input }) =>
        Number(input) > 0
          ? `must be at least ${SMALLEST}, about the smallest float32`
          : 'must be more than 0',
    })
    .max(LARGEST, { error: atMost(LARGEST) });

/** A share of something. */
export const fraction = () => {
  const error = 'must be in [0, 1]';
  return z.number({ error }).min(0, { error }).max(1, { error });
};

/** The largest number below 1 in float32: those above it are 1, or this one, there. */
const BELOW_ONE = 1 - 2 ** -24;

/** A decay of a discounted sum or mean: below 1 in float32, too, where it would forget nothing. */
export const decay = () => {
  const error = 'must be in [0, 1)';
  return z
    .number({ error })
    .min(0, { error })
    .max(BELOW_ONE, {
      error: ({ input }) =>
        Number(input) < 1
          ? `${error} in float32, the precision of training: this is 1 there`
          : error,
    });
};

/** Yes or no; as a flag it takes no argument. */
export const toggle = () => z.boolean({ error: 'must be true or false' });

/** A name that becomes a folder: no separators, nothing hidden. */
export const folderName = () =>
  z
    .string({ error: 'must be text' })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, {
      error: 'must start with a letter or digit and hold only letters, digits and . _ + -',
    })
    .max(MAX_NAME_BYTES, {
      error: ({ input }) =>
        `must have at most ${MAX_NAME_BYTES} characters, not ${(input as string).length}: it names a folder`,
    });

/** A word that marks runs: commands take several, divided by commas. */
export const tag = () =>
  z.string({ error: 'must be text' }).regex(/^[^\s,](?:[^,\t\r\n]*[^\s,])?$/, {
    error: 'must be a word or several, without commas, line breaks and spaces around them',
  });

/** A path to a file or folder. */
export const path = () =>
  z.string({ error: 'must be a path' }).min(1, { error: 'must not be empty' });

/** One of a fixed list of words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` });

/** Widths of fully connected hidden layers, input side first. */
export const layerWidths = () =>
  z.array(count(), { error: 'must be a list of layer widths such as [512, 256]' });

/** What random streams start from. */
export const seed = () => count(0);

/** Seeds as a list, without repetition. */
export const seedList = () =>
  z
    .array(seed(), { error: 'must be a list of seeds such as [0, 1, 2]' })
    .min(1, { error: 'needs at least one seed' })
    .refine((seeds) => new Set(seeds).size === seeds.length, { error: 'names a seed twice' })
    .meta({ uniqueItems: true });

/**
 * Reads `0-4,7` as [0, 1, 2, 3, 4, 7].
 *
 * @throws Error that says what is expected.
 */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    const match = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    const first = Number(match?.[1]);
    const last = match?.[2] === undefined ? first : Number(match[2]);
    if (match === null || !Number.isSafeInteger(last) || last < first || last - first >= 10_000) {
      throw new Error(`must be seeds such as 3, 0-4 or 0-4,7; found "${text}"`);
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return seeds;
}
