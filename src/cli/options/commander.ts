import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { wordsOf, wordsOfSchema } from '../../config/words.ts';
import type { ConfigFlag } from '../../config/flags.ts';
import { estimatorNames } from '../../estimators/table.ts';
import { GivenSettings, settingFlags } from './settings.ts';

/** An option that knows words which completion offers and help does not list. */
export class SuggestingOption extends Option {
  suggestions: readonly string[] = [];
}

/** Where the value of a field comes from. */
export interface Source {
  /** What users call it: `--out`; operands have the command's name. */
  readonly name: string;
  /** Undefined when it was not given. */
  readonly read: () => unknown;
  /** The fields of an object. */
  readonly parts?: Readonly<Record<string, Source>>;
}

/** What a field takes from commander, without defaults and conversions. */
function takesList(schema: z.core.$ZodType): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'pipe') return takesList(def.in);
  if (def.type === 'default' || def.type === 'optional') return takesList(def.innerType);
  return def.type === 'array';
}

/** The default value of a field as help shows it; an empty list is as good as none. */
function shownDefault(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'default' && !Array.isArray(def.defaultValue) ? def.defaultValue : undefined;
}

/** Gathers the arguments of an option that may be there several times. */
const gather = (argument: string, earlier: string[] | undefined): string[] => [
  ...(earlier ?? []),
  argument,
];

function optionOf(schema: z.ZodType): Option {
  const { flag = '', description, conflicts, choices, suggestions } = schema.meta() ?? {};
  const option = new SuggestingOption(flag, description);
  if (takesList(schema) && !option.variadic) option.argParser(gather);
  if (option.required) option.default(shownDefault(schema));
  // `choices()` would also check them, one option at a time.
  const words = choices ?? wordsOfSchema(schema);
  if (words.length > 0) option.argChoices = [...words];
  if (conflicts !== undefined) option.conflicts(conflicts);
  option.suggestions = suggestions ?? [];
  return option;
}

function argumentOf(schema: z.ZodType): Argument {
  const { flag = '', description } = schema.meta() ?? {};
  const argument = new Argument(flag, description);
  const words = wordsOfSchema(schema);
  if (words.length > 0) argument.argChoices = words;
  return argument;
}

function settingOption({ flag, description, path, repeatable }: ConfigFlag): Option {
  const option = new SuggestingOption(flag, description);
  if (repeatable === true && !option.variadic) option.argParser(gather);
  // Plugins may bring further estimators.
  option.suggestions = path === 'estimator' ? estimatorNames : wordsOf(path);
  if (flag.startsWith('--seed ')) option.conflicts('seeds');
  return option;
}

const setOption = () =>
  new Option(
    '--set <path=value>',
    'set any value of the configuration, such as model.leakySlope=0.1; repeatable',
  ).argParser(gather);

function addOption(command: Command, option: Option, heading?: string): Source {
  const there = command.options.find(({ long }) => long === option.long);
  if (heading !== undefined) option.helpGroup(heading);
  // Objects of options may share some.
  if (there === undefined) command.addOption(option);
  const key = option.attributeName();
  const read = (): unknown =>
    // The schema has the defaults; commander only shows them.
    command.getOptionValueSource(key) === 'default' ? undefined : command.getOptionValue(key);
  return { name: option.long ?? option.flags, read };
}

function addSettings(command: Command, flags: readonly ConfigFlag[]): Source {
  const set = addOption(command, setOption());
  const sources = flags.map((flag) => [flag, addOption(command, settingOption(flag))] as const);
  const read = (): GivenSettings => {
    const given = new GivenSettings();
    for (const argument of (set.read() ?? []) as string[]) given.addSet(argument);
    for (const [flag, source] of sources) given.addFlag(source.name, flag, source.read());
    return given;
  };
  return { name: set.name, read };
}

function addField(command: Command, schema: z.ZodType, heading?: string): Source {
  if (schema instanceof z.ZodObject) return addOptions(command, schema, schema.meta()?.heading);
  const flags = settingFlags(schema);
  if (flags !== undefined) return addSettings(command, flags);
  if (schema.meta()?.flag?.startsWith('-') === true) {
    return addOption(command, optionOf(schema), heading);
  }
  const place = command.registeredArguments.length;
  command.addArgument(argumentOf(schema));
  return { name: command.name(), read: () => command.processedArgs[place] as unknown };
}

/**
 * Adds the options and operands of a schema to a command.
 *
 * @returns where their values are once the command line was parsed.
 */
export function addOptions(command: Command, schema: z.ZodObject, heading?: string): Source {
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  const fields = Object.entries(shape);
  const parts = Object.fromEntries(
    fields.map(([key, field]) => [key, addField(command, field, heading)]),
  );
  const read = () =>
    Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.read()]));
  return { name: command.name(), read, parts };
}
