import type { Command } from 'commander';
import { cursorAfter, optionCalled, subcommands } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { valuesOf } from './values.ts';
import type { Completions } from './values.ts';

/** A word that may stand at the cursor. */
interface Candidate {
  readonly word: string;
  readonly description?: string;
}

/** What may stand at the cursor; the shell keeps what fits the letters that are there. */
export type Candidates = readonly Candidate[] | 'files' | 'folders';

function flagsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', description }));
}

const commandsOf = (command: Command): Candidate[] =>
  subcommands(command).map((sub) => ({ word: sub.name(), description: sub.description() }));

/** Completions as whole words: `before` is what stands in front of the value, such as `--metric=`. */
function wordsFrom(values: Completions, before: string, typed: string): Candidates {
  if (typeof values === 'string') return values;
  // A list that is divided by commas continues after the last one.
  const list = typed.slice(0, typed.lastIndexOf(',') + 1);
  const listed = list.split(',');
  return values
    .filter((value) => !listed.includes(value))
    .map((value) => ({ word: `${before}${list}${value}` }));
}

function operandsAt(program: Command, { command, operands }: Cursor, first: boolean): Candidates {
  const { registeredArguments } = command;
  const argument = registeredArguments[operands] ?? registeredArguments.at(-1);
  if (argument !== undefined && (operands < registeredArguments.length || argument.variadic)) {
    return argument.name() === 'command'
      ? commandsOf(program)
      : wordsFrom(valuesOf(argument), '', '');
  }
  return first ? commandsOf(program) : flagsOf(command);
}

/**
 * What may stand at the cursor.
 *
 * @param words - the words after the program's name; the last one is being typed and may be empty.
 */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  const at = cursorAfter(program, before);
  const isFlag = typed.startsWith('-');
  if (at.option !== undefined && (at.required || !isFlag)) {
    return wordsFrom(valuesOf(at.option), '', typed);
  }
  if (!isFlag || !at.options) return operandsAt(program, at, before.length === 0);
  const equals = typed.indexOf('=');
  if (equals < 0) return flagsOf(at.command);
  const option = optionCalled(at.command, typed.slice(0, equals));
  if (option === undefined || !(option.required || option.optional)) return [];
  return wordsFrom(valuesOf(option), typed.slice(0, equals + 1), typed.slice(equals + 1));
}

/** Candidates as the scripts for the shells read them: one word a line, a tab, its description. */
export function printed(candidates: Candidates): string {
  if (typeof candidates === 'string') return `:${candidates}\n`;
  return candidates
    .map(({ word, description = '' }) => `${word}\t${description.replaceAll(/\s+/g, ' ')}\n`)
    .join('');
}
