import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { bin } from './vae-bench.ts';
import { hasCommand, installPackages, whyNoInstalling } from '../debian.ts';

/** A shell that has loaded its script. */
export interface CompletingShell {
  /** What it offers for the last word of a line, in the order of the alphabet. */
  complete(line: string): Promise<string[]>;
  /** Completes a line, and runs nothing of it. */
  typeOnly(line: string): Promise<void>;
  end(): Promise<void>;
}

interface Place {
  /** Where the shell is. */
  readonly cwd: string;
  /** Where its start file is written. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes `vae-bench` a command on PATH; returns the environment that has it. */
export function onPath(folder: string): Record<string, string> {
  const bins = join(folder, 'bin');
  mkdirSync(bins);
  writeFileSync(join(bins, 'vae-bench'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(bins, 'vae-bench'), 0o755);
  return { PATH: `${bins}:${process.env.PATH ?? ''}`, HOME: folder, ZDOTDIR: folder };
}

// ^T inserts every completion, so that the command line itself holds them.
const startFiles = {
  bash: [
    "PS1='ready> '",
    "bind 'set enable-bracketed-paste off'",
    String.raw`bind '"\C-t": insert-completions'`,
    'source <(vae-bench completion bash)',
  ],
  zsh: [
    "PS1='ready> '",
    'bindkey -e',
    'unset zle_bracketed_paste',
    'autoload -Uz compinit && compinit -u -D',
    'zle -C all-matches complete-word _generic',
    "bindkey '^T' all-matches",
    "zstyle ':completion:all-matches:*' insert true",
    "zstyle ':completion:all-matches:*' completer _all_matches _complete",
    'source <(vae-bench completion zsh)',
  ],
} as const;

const START_OF_LINE = '\u0001';
const END_OF_LINE = '\u0005';
const INSERT_COMPLETIONS = '\u0014';
const ERASE_LINE = '\u0015';

/** The number of words of a line with backslashes and single quotation marks at most. */
const countWords = (line: string): number => line.match(/(?:'[^']*'|\\.|[^\s'\\])+/g)?.length ?? 0;

/** Bash or zsh on a terminal of its own. */
class InteractiveShell implements CompletingShell {
  readonly #child;
  #output = '';

  constructor(name: 'bash' | 'zsh', { cwd, home, env }: Place) {
    const file = join(home, name === 'bash' ? 'bashrc' : '.zshrc');
    writeFileSync(file, `${startFiles[name].join('\n')}\n`);
    const command = name === 'bash' ? `bash --noprofile --rcfile '${file}' -i` : 'zsh -d -i';
    this.#child = execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd,
      reject: false,
      timeout: 600_000,
      env: { ...env, TERM: 'dumb', COLUMNS: '500' },
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
  }

  async #until(pattern: RegExp): Promise<void> {
    for (let attempt = 0; attempt < 1500 && !pattern.test(this.#output); attempt += 1) {
      await sleep(20);
    }
    if (!pattern.test(this.#output)) throw new Error(`No ${String(pattern)}: ${this.#output}`);
  }

  async ready(): Promise<void> {
    await this.#until(/ready> $/);
  }

  async typeOnly(line: string): Promise<void> {
    this.#child.stdin.write(`${line}${INSERT_COMPLETIONS}${ERASE_LINE}`);
    await this.complete('vae-bench ');
  }

  async complete(line: string): Promise<string[]> {
    this.#output = '';
    // The words are printed instead of run.
    const print = String.raw`printf '[%s]\n' `;
    const keys = `${line}${INSERT_COMPLETIONS}${START_OF_LINE}${print}${END_OF_LINE}`;
    this.#child.stdin.write(`${keys} '<end>'\n`);
    await this.#until(/^\[<end>\][^]*ready> $/m);
    const printed = [...this.#output.matchAll(/^\[(.*)\]\r?$/gm)].map(([, word]) => word!);
    const known = countWords(line) - (line.endsWith(' ') ? 0 : 1);
    return printed.slice(known, -1).toSorted();
  }

  async end(): Promise<void> {
    this.#child.stdin.end('exit\n');
    await this.#child;
  }
}

/** Fish, which prints completions when it is asked. */
class Fish implements CompletingShell {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async complete(line: string): Promise<string[]> {
    const script = 'vae-bench completion fish | source; complete --do-complete $argv[1]';
    const { cwd, env } = this.#place;
    const options = ['--no-config', '--command', script, '--', line];
    const { stdout } = await execa('fish', options, { cwd, env });
    const words = stdout.split('\n').filter((text) => text !== '');
    return words.map((text) => text.split('\t')[0]!.replace(/\/$/, '')).toSorted();
  }

  async typeOnly(line: string): Promise<void> {
    await this.complete(line);
  }

  async end(): Promise<void> {
    // Every line has a process of its own.
  }
}

export const shellNames = ['bash', 'zsh', 'fish'] as const;

type ShellName = (typeof shellNames)[number];

/** Why a shell cannot be tested here; undefined when it can. */
export function whyNoShell(name: ShellName): string | undefined {
  if (name !== 'fish' && !hasCommand('script')) return 'needs script of util-linux';
  return hasCommand(name) ? undefined : whyNoInstalling([name]);
}

/** Starts a shell that completes; it is installed when it is missing. */
export async function startShell(name: ShellName, place: Place): Promise<CompletingShell> {
  if (!hasCommand(name)) await installPackages([name]);
  if (name === 'fish') return new Fish(place);
  const shell = new InteractiveShell(name, place);
  await shell.ready();
  return shell;
}
