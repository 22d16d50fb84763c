import type { z } from 'zod';
import type { ConfigIssue } from '../../core/errors.ts';
import type { Plan } from '../plan.ts';
import type { Launcher, LauncherImplementation, LauncherRow } from './contract.ts';
import { launcherNames, launchers } from './table.ts';
import type { LauncherName } from './table.ts';

/** A launcher with the options it was given. */
export interface LauncherChoice {
  readonly name: LauncherName;
  /** Loads the launcher, for the runs of a plan. */
  readonly create: (plan: Plan) => Promise<Launcher>;
}

/** An option of a launcher, as a command line declares it. */
export interface LauncherFlag {
  /** Its key in the schema: `failFast`. */
  readonly key: string;
  /** `--jobs <number>`. */
  readonly flag: string;
  readonly description: string;
  /** Whether it may be given several times; its values are then a list. */
  readonly repeatable: boolean;
}

/** Rows without what their schemas know of their options. */
const rows: Readonly<Record<LauncherName, LauncherRow<z.ZodObject>>> = launchers;

function isList(schema: z.ZodType): boolean {
  const { def } = schema as { def: { type: string; innerType?: z.ZodType } };
  return def.innerType === undefined ? def.type === 'array' : isList(def.innerType);
}

/** The options of a launcher, in the order of its schema. */
export function launcherFlags(name: LauncherName): LauncherFlag[] {
  const shape = rows[name].options.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(shape).map(([key, schema]) => {
    const { flag, description = '' } = schema.meta() ?? {};
    if (flag === undefined) throw new Error(`The option ${key} of ${name} has no flag.`);
    return { key, flag, description, repeatable: isList(schema) };
  });
}

/** `--jobs <number>` → `--jobs`. */
const long = (flag: string): string => flag.split(' ')[0] ?? flag;

function hasOption(name: LauncherName, key: string): boolean {
  return Object.hasOwn(rows[name].options.shape, key);
}

/** The options that one launcher knows, among those that were given. */
const optionsOf = (name: LauncherName, given: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([key]) => hasOption(name, key)));

/** What is wrong with the values of options, whichever launcher they belong to. */
function wrongValues(given: object): ConfigIssue[] {
  const issues = launcherNames.flatMap((name) => {
    const flags = new Map(launcherFlags(name).map(({ key, flag }) => [key, long(flag)]));
    const result = rows[name].options.safeParse(optionsOf(name, given));
    return (result.error?.issues ?? []).map(({ path, message }) => ({
      path: flags.get(String(path[0])) ?? '',
      message,
    }));
  });
  // Launchers may share an option.
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}

/** Options that only other launchers understand. */
function misplaced(chosen: LauncherName, given: object): ConfigIssue[] {
  const flags = launcherNames.flatMap(launcherFlags);
  return Object.keys(given).flatMap((key) => {
    const owners = launcherNames.filter((name) => hasOption(name, key));
    if (owners.length === 0 || owners.includes(chosen)) return [];
    const { flag } = flags.find((one) => one.key === key) ?? { flag: key };
    const message = `has a meaning with --launcher ${owners.join(' or ')} only`;
    return [{ path: long(flag), message }];
  });
}

/**
 * Chooses a launcher.
 *
 * @param given - options of the command line by key; those that no launcher has are left alone.
 * @returns the launcher, or everything that is wrong.
 */
export function chooseLauncher(
  name: string,
  given: object,
): { readonly choice?: LauncherChoice; readonly issues: readonly ConfigIssue[] } {
  const known = launcherNames.find((one) => one === name);
  const issues = wrongValues(given);
  if (known === undefined) {
    const message = `must be ${launcherNames.join(' or ')}`;
    return { issues: [{ path: '--launcher', message }, ...issues] };
  }
  if (issues.length === 0) issues.push(...misplaced(known, given));
  if (issues.length > 0) return { issues };
  const { options, load } = rows[known];
  const parsed = options.parse(optionsOf(known, given));
  const create = async (plan: Plan) => (await load()).implementation.create(plan, parsed);
  return { choice: { name: known, create }, issues };
}

/** Loads what the launchers know of earlier launches, by name. */
export async function implementationOf(
  name: LauncherName,
): Promise<Pick<LauncherImplementation<never>, 'handedOver'>> {
  return (await launchers[name].load()).implementation;
}
