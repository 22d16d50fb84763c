import { Argument } from 'commander';
import type { Option } from 'commander';
import { SuggestingOption } from '../../options/commander.ts';

/** What a value may be: one of some words, or a path, which the shell completes. */
export type Completions = readonly string[] | 'files' | 'folders';

/** `--out <folder>` → `folder`, `--plugin <file...>` → `file`. */
const placeholder = (target: Argument | Option): string =>
  target instanceof Argument ? target.name() : (/[<[](\w+)/.exec(target.flags)?.[1] ?? '');

/** What the value of an option or an argument may be, as far as its declaration says it. */
export function valuesOf(target: Argument | Option): Completions {
  if (target.argChoices !== undefined) return target.argChoices;
  const name = placeholder(target);
  if (/^files?$/.test(name)) return 'files';
  if (/^folders?$/.test(name)) return 'folders';
  return target instanceof SuggestingOption ? target.suggestions : [];
}
