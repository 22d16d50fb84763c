import { z } from 'zod';
import { entriesFromSet, resolveFiles } from '../../config/entries.ts';
import type { Entry } from '../../config/entries.ts';
import { configFlags, parseValue } from '../../config/flags.ts';
import type { ConfigFlag } from '../../config/flags.ts';
import type { ConfigIssue } from '../../core/errors.ts';

/** Settings of the configuration as a command line gives them, not yet validated. */
export class GivenSettings {
  readonly entries: Entry[] = [];
  /** What could not be read: it is reported together with what validation finds. */
  readonly issues: ConfigIssue[] = [];

  /** @param read - may throw an Error that says what is expected. */
  add(origin: string, path: string, read: () => Entry[]): void {
    try {
      this.entries.push(...read().map((entry) => resolveFiles(entry, process.cwd())));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.issues.push({ path, origin, message });
    }
  }

  addSet(argument: string): void {
    this.add(`--set ${argument}`, '', () => entriesFromSet(argument, parseValue));
  }

  /** @param origin - the flag's name: `--encoder-lr`. */
  addFlag(origin: string, { path, value, parse }: ConfigFlag, argument: unknown): void {
    // Both `--tensorboard` and `--no-tensorboard` see what either of them gave.
    if (argument === undefined || (typeof argument === 'boolean' && argument !== value)) return;
    this.add(origin, path, () => [
      {
        path: path.split('.'),
        value: typeof argument === 'string' ? parse(argument) : argument,
        origin,
      },
    ]);
  }
}

const flagsOfSettings = z.registry<{ readonly flags: readonly ConfigFlag[] }>();

/**
 * `--set`, and flags that come from the schema of the configuration.
 *
 * @param paths - dotted paths of the settings whose flags the command has; all when left out.
 */
export function settings(paths?: readonly string[]) {
  const flags = configFlags().filter(({ path }) => paths === undefined || paths.includes(path));
  return z.instanceof(GivenSettings).register(flagsOfSettings, { flags });
}

/** The flags behind a field of a command's schema; undefined when it is an option of its own. */
export const settingFlags = (field: z.core.$ZodType): readonly ConfigFlag[] | undefined =>
  flagsOfSettings.get(field)?.flags;
