import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { bin } from '../support/cli/vae-bench.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { commandsOf, shortening, writeUserFolder } from './readme-commands.ts';

const folder = sharedFolder();
const start = (words: readonly string[]) =>
  execa(process.execPath, [bin, ...words, ...shortening(words)], {
    cwd: folder,
    reject: false,
    env: { NO_COLOR: '1' },
  });

/** The folder that a command takes images from, where it names one of the system. */
const systemFolder = (words: readonly string[]) => words.find((word) => word.startsWith('/'));

beforeAll(() => {
  writeUserFolder(folder);
});

// In the page's order: later commands read what earlier ones wrote.
describe('the commands of README.md, shortened', () => {
  const commands = commandsOf('README.md');

  test('are all found', () => {
    const lines = readFileSync(join(packageRoot, 'README.md'), 'utf8').match(/^npx vae-bench/gm)!;
    expect(commands.length).toBe(lines.length);
    expect(commands.length).toBeGreaterThan(15);
  });

  for (const words of commands) {
    const images = systemFolder(words);
    const missing = images !== undefined && !existsSync(images);
    const title = `vae-bench ${words.join(' ')}${missing ? ` (needs ${images})` : ''}`;
    test.skipIf(missing)(title, async () => {
      const child = start(words);
      if (words[0] === 'watch') {
        child.stdout.once('data', () => child.kill('SIGINT'));
      }
      const { exitCode, stdout, stderr } = await child;
      const expected = words[0] === 'watch' ? 130 : 0;
      expect({ exitCode, stderr }).toEqual({ exitCode: expected, stderr });
      expect(stdout).toMatch(/\S/);
    });
  }

  test('leave the page that `report -o` names', () => {
    expect(readFileSync(join(folder, 'figure1-short.html'), 'utf8')).toContain('ARS+');
  });
});

test('the library example of README.md prints rows', async () => {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme)!;
  const evaluation = '{ trainImages: 100, testImages: 20, samples: 5 }';
  const file = join(folder, 'library.mjs');
  writeFileSync(file, code!.replace('steps: 200', `steps: 2, evaluation: ${evaluation}`));
  const { stdout } = await execa(process.execPath, [file], { cwd: folder });
  expect(stdout).toMatch(/^2 -\d+\.\d+$/);
});
