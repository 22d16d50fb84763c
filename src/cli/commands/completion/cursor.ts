import type { Command, Option } from 'commander';

/** Where the next word of a command line stands. */
export interface Cursor {
  readonly command: Command;
  /** Words before it that belong to the command itself and to no option. */
  readonly operands: number;
  /** The option whose value the next word is, or may be. */
  readonly option?: Option;
  /** Whether the next word can only be the value of `option`. */
  readonly required: boolean;
  /** Whether the next word may be an option: none is after `--`. */
  readonly options: boolean;
}

const looksLikeOption = (word: string): boolean => word.startsWith('-') && word !== '-';

/** The commands below `command` that its help shows, `help` among them. */
export const subcommands = (command: Command): Command[] =>
  command.createHelp().visibleCommands(command);

export const optionCalled = (command: Command, flag: string): Option | undefined =>
  command.options.find(({ long, short }) => flag === long || flag === short);

/** Reads the words before the cursor as commander will read them. */
export function cursorAfter(program: Command, words: readonly string[]): Cursor {
  let at: Cursor = { command: program, operands: 0, required: false, options: true };
  for (const word of words) at = next(at, word);
  return at;
}

function next(at: Cursor, word: string): Cursor {
  const { option, command, operands, options } = at;
  const plain = { command, operands, options, required: false };
  if (option !== undefined && (at.required || !looksLikeOption(word))) {
    return option.variadic ? { ...plain, option } : plain;
  }
  if (options && word === '--') return { ...plain, options: false };
  if (options && looksLikeOption(word)) {
    const named = optionCalled(command, word);
    if (named === undefined || !(named.required || named.optional)) return plain;
    return { ...plain, option: named, required: named.required };
  }
  const sub = operands === 0 && subcommands(command).find((it) => it.name() === word);
  return sub ? { ...plain, command: sub } : { ...plain, operands: operands + 1 };
}
