import { shownPath } from '../../src/core/text.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../src/core/errors.ts';
import type { ConfigIssue } from '../../src/core/errors.ts';

/** The issues of the ConfigError that `action` throws; any other error is passed on. */
export function issuesOf(action: () => unknown): readonly ConfigIssue[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  throw new Error('a ConfigError was expected, and nothing was thrown');
}

/** A configuration file, and its name as messages show it. */
export interface WrittenFile {
  readonly file: string;
  readonly shown: string;
}

/** Writes text, or lines of text, to a file. */
export function writeConfig(
  folder: string,
  name: string,
  text: string | readonly string[],
): WrittenFile {
  const file = join(folder, name);
  writeFileSync(file, typeof text === 'string' ? text : text.join('\n'));
  return { file, shown: shownPath(file) };
}
