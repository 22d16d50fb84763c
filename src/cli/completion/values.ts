import { Argument } from 'commander';
import type { Option } from 'commander';
import { estimatorNames } from '../../estimators/table.ts';
import { ConfigOption } from '../experiment-flags.ts';

/** What a value may be: one of some words, or a path, which the shell completes. */
export type Values = readonly string[] | 'files' | 'folders';

/** Options whose words are not all known before plugins are loaded. */
const openLists: Readonly<Record<string, readonly string[]>> = {
  '--estimator': estimatorNames,
  '--compare': estimatorNames,
};

/** `--out <folder>` → `folder`, `--plugin <file...>` → `file`. */
const placeholder = (target: Argument | Option): string =>
  target instanceof Argument ? target.name() : (/[<[](\w+)/.exec(target.flags)?.[1] ?? '');

/** What the value of an option or an argument may be, as far as its declaration says it. */
export function valuesOf(target: Argument | Option): Values {
  if (target.argChoices !== undefined) return target.argChoices;
  const name = placeholder(target);
  if (/^files?$/.test(name)) return 'files';
  if (/^folders?$/.test(name)) return 'folders';
  if (target instanceof ConfigOption && target.words.length > 0) return target.words;
  return target instanceof Argument ? [] : (openLists[target.long ?? ''] ?? []);
}
