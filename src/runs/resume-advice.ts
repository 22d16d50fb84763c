import { isDeepStrictEqual } from 'node:util';
import { configFlags, parseValue } from '../config/flags.ts';
import { settingAt } from '../config/settings.ts';
import { SETTINGS_PATH } from '../estimators/settings.ts';
import type { Difference } from './identity.ts';

/** What mends a run's folder that lacks a file. */
export const AGAIN = 'The command that made it, given again, resumes it as far as its files allow.';

/** How the command at hand takes settings: a sweep has no flags for them. */
export type SettingsAs = 'flags' | 'set';

/** A word of a shell command. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The option that gives a setting a value: `--threads 2`, `--set model.leakySlope=0.1`. */
function optionFor(path: string, value: unknown, as: SettingsAs): string {
  const flag = configFlags().find((one) => one.path === path && one.value === undefined);
  const isScalar = typeof value === 'string' || typeof value === 'number';
  if (as === 'flags' && flag !== undefined && isScalar) {
    return `${flag.flag.split(' ', 1)[0] ?? ''} ${quoted(String(value))}`;
  }
  const own = path.startsWith(`${SETTINGS_PATH}.`);
  const name = own ? path.replace(SETTINGS_PATH, 'estimator') : path;
  const isText = typeof value === 'string' && parseValue(value) === value;
  return `--set ${quoted(`${name}=${isText ? value : JSON.stringify(value)}`)}`;
}

type Places = Readonly<Record<string, unknown>>;

/** What makes the present start one of the run that is there. */
class Advice {
  /** Options to add to the command. */
  readonly options: string[] = [];
  /** What else has to be as it was, as clauses. */
  readonly others: string[] = [];
  readonly #as: SettingsAs;

  constructor(as: SettingsAs) {
    this.#as = as;
  }

  give(path: string, value: unknown): void {
    this.options.push(optionFor(path, value, this.#as));
  }

  setting({ path, earlier }: Difference): void {
    // What the run does not have goes with what it was chosen by.
    if (earlier === undefined) return;
    if (settingAt(path) === undefined) this.others.push(`use a vae-bench that has ${path}`);
    // Folders tell numbers of samples apart where an estimator takes one; where it takes none, so does the flag.
    else if (path === 'samples' && this.#as === 'flags') {
      this.others.push(`have \`"samples": ${earlier}\` in the configuration file`);
    } else this.give(path, JSON.parse(earlier));
  }

  backend({ earlier = '', now = '' }: Difference): void {
    const parts = /^([\w-]+): (.*?)(?:, (\d+) threads?)?$/;
    const [, name, kind, threads] = parts.exec(earlier) ?? [];
    const [, nameNow, kindNow, threadsNow] = parts.exec(now) ?? [];
    if (name === undefined) this.others.push(`use the backend "${earlier}"`);
    else if (name !== nameNow) this.give('backend.name', name);
    else if (kind !== kindNow) this.others.push(`use "${kind ?? earlier}"`);
    if (threads !== undefined && threads !== threadsNow) {
      this.give('backend.threads', Number(threads));
    }
  }

  /** @param places - the settings that say where such files are: those that differ are what to give. */
  files(what: string, places: readonly string[], then: Places, now: Places): void {
    const moved = places.filter((place) => !isDeepStrictEqual(then[place], now[place]));
    for (const place of moved) this.give(place, then[place]);
    if (moved.length === 0) this.others.push(`put back the ${what} with these checksums`);
  }
}

/** Where a configuration, as config.json holds it, finds its data and plugins; by path. */
function placesOf(config: unknown): Places {
  const { data, plugins } = (config ?? {}) as { data?: Places; plugins?: unknown };
  return {
    'data.name': data?.name ?? 'auto',
    'data.directory': data?.directory ?? null,
    plugins: plugins ?? [],
  };
}

/** What an identity's path is about. */
function kindOf(path: string): 'data' | 'plugins' | 'backend' | 'version' | 'setting' {
  if (path.startsWith('data ')) return 'data';
  if (path.startsWith('plugins.')) return 'plugins';
  if (path === 'backend') return 'backend';
  return path === 'vae-bench' ? 'version' : 'setting';
}

/** Says what the present start has to do to be one of the run that is there, as clauses. */
export function resumeAdvice(
  differences: readonly Difference[],
  configs: { readonly there: unknown; readonly now: unknown },
  as: SettingsAs,
): string[] {
  const advice = new Advice(as);
  const [then, now] = [placesOf(configs.there), placesOf(configs.now)];
  const of = (kind: ReturnType<typeof kindOf>) =>
    differences.filter(({ path }) => kindOf(path) === kind);
  for (const difference of of('setting')) advice.setting(difference);
  for (const difference of of('backend')) advice.backend(difference);
  if (of('data').length > 0) {
    advice.files('data files', ['data.name', 'data.directory'], then, now);
  }
  if (of('plugins').length > 0) advice.files('plugins', ['plugins'], then, now);
  for (const { earlier = '' } of of('version')) advice.others.push(`use vae-bench ${earlier}`);
  const { options, others } = advice;
  return [...(options.length === 0 ? [] : [`add \`${options.join(' ')}\``]), ...others];
}
