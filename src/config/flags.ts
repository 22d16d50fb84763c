import type { z } from 'zod';
import { parseSeeds } from '../core/fields.ts';
import { parseKeptSteps } from './kept-steps.ts';
import { settings } from './settings.ts';
import type { Setting } from './settings.ts';

/** A command-line flag that sets one value of the configuration. */
export interface ConfigFlag {
  /** Dotted path of the value, such as `optimiser.encoderLearningRate`. */
  readonly path: string;
  /** `--encoder-lr <rate>`. */
  readonly flag: string;
  readonly description: string;
  readonly defaultValue: unknown;
  /** Turns the argument into a configuration value; throws an Error that says what is expected. */
  readonly parse: (text: string) => unknown;
  /** What a flag without an argument sets. */
  readonly value?: boolean;
  /** Whether the flag may be given several times, and sets the list of its arguments. */
  readonly repeatable?: boolean;
}

/** Reads a flag's argument or the right-hand side of `--set`: JSON where it is JSON, otherwise text. */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const typeOf = ({ schema }: Setting) => schema.def.type;

/** The type of a setting's values besides null. */
function typeBesidesNull(setting: Setting): z.ZodType['def']['type'] {
  const type = typeOf(setting);
  return type === 'nullable'
    ? ((setting.schema as z.ZodNullable).unwrap() as z.ZodType).def.type
    : type;
}

/** Lists that flags write without brackets. */
const parsers: Readonly<Record<string, ConfigFlag['parse']>> = {
  seeds: parseSeeds,
  'checkpoint.keep': parseKeptSteps,
};

/** Text stays text: `--name 3` names a folder, not a number. */
function parserFor(setting: Setting): ConfigFlag['parse'] {
  const own = parsers[setting.path];
  if (own !== undefined) return own;
  const inner = typeBesidesNull(setting);
  return inner === 'string' || inner === 'enum' || inner === 'array' ? (text) => text : parseValue;
}

/** The flags of a setting: none, one, or those that turn it on and off. */
function flagsOf(setting: Setting): ConfigFlag[] {
  const { path, flag, description, defaultValue } = setting;
  if (flag === undefined) return [];
  const parse = parserFor(setting);
  if (typeOf(setting) !== 'boolean') {
    const repeatable = typeBesidesNull(setting) === 'array' && path !== 'seeds';
    return [{ path, flag, description, defaultValue, parse, ...(repeatable && { repeatable }) }];
  }
  return [
    { path, flag, description, defaultValue, parse, value: true },
    {
      path,
      parse,
      value: false,
      defaultValue: undefined,
      flag: flag.replace(/^--/, '--no-'),
      description: `Not so, whatever the configuration file says of \`${path}\`.`,
    },
  ];
}

/** Every flag that sets a configuration value. */
export function configFlags(): ConfigFlag[] {
  const flags = settings().flatMap(flagsOf);
  const seed: ConfigFlag = {
    path: 'seeds',
    flag: '--seed <number>',
    description: 'One seed; the same as --seeds with a single number.',
    defaultValue: undefined,
    parse: parseSeeds,
  };
  const after = flags.findIndex(({ path }) => path === 'seeds');
  return flags.toSpliced(after, 0, seed);
}
