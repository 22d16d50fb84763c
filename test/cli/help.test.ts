import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { ownManifest, packageRoot } from '../../src/core/package.ts';
import { vaeBench } from '../support/cli/vae-bench.ts';

const program = createProgram();
/** The commands that help shows; `help` is commander's own. */
const commands = program
  .createHelp()
  .visibleCommands(program)
  .map((command) => command.name())
  .filter((name) => name !== 'help');

const pages: readonly (readonly [string, readonly string[]])[] = [
  ['vae-bench', []],
  ...commands.map((name) => [`vae-bench-${name}`, [name]] as const),
];

// Before the tests below write what is missing.
const snapshots = readdirSync(join(import.meta.dirname, 'help'));

describe('--help', () => {
  test('has a snapshot for every command, and no other', () => {
    expect(snapshots.toSorted()).toEqual(pages.map(([name]) => `${name}.txt`).toSorted());
  });

  test.each(pages)('of %s is what its snapshot shows, and has examples', async (name, command) => {
    const { exitCode, stdout, stderr } = await vaeBench(...command, '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    const examples = examplesIn(stdout);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example, name).toContain(['vae-bench', ...command].join(' '));
      await expectToParse(example);
    }
    await expect(`${stdout}\n`).toMatchFileSnapshot(`help/${name}.txt`);
  });

  test('shows no command that only vae-bench itself runs', () => {
    expect(commands).not.toContain('run-task');
    expect(commands).not.toContain('probe-backend');
    expect(commands).not.toContain('complete');
  });
});

test('an example that does not parse is noticed', async () => {
  await expect(expectToParse('vae-bench table results --metrik all')).rejects.toThrow('--metrik');
  await expect(expectToParse('vae-bench tabel results')).rejects.toThrow('tabel');
  await expect(expectToParse('vae-bench plot --x step results')).rejects.toThrow('steps');
});

test('--version prints the version of the package', async () => {
  const { exitCode, stdout, stderr } = await vaeBench('--version');
  expect([exitCode, stdout, stderr]).toEqual([0, ownManifest().version, '']);
});

function examplesIn(help: string): string[] {
  const [, section = ''] = /\nExamples:\n((?: {2}.+(?:\n|$))+)/.exec(help) ?? [];
  return section.split('\n').filter((line) => line !== '');
}

/** Parses an example as vae-bench does, without running anything. */
async function expectToParse(example: string): Promise<void> {
  const parser = createProgram({ start: () => Promise.resolve() });
  for (const command of parser.commands) {
    command.configureOutput({ writeErr: () => undefined });
  }
  // What a shell reads: the words of the command, up to a pipe or a redirection.
  const [, line = ''] = /vae-bench ([^)|>]*)/.exec(example) ?? [];
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  await parser.parseAsync(words, { from: 'user' });
  for (const word of words.filter((it) => it.startsWith('configs/'))) {
    expect(existsSync(join(packageRoot, word)), `${word} exists`).toBe(true);
  }
}
