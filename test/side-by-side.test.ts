import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/core/package.ts';
import { sharedFolder } from './support/shared-folder.ts';

const folder = sharedFolder();
const scripts = { sound: 'echo all is well', broken: 'echo what is wrong >&2 && exit 3' };
writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));

const sideBySide = (...names: readonly string[]) =>
  execa('node', [join(packageRoot, 'scripts', 'side-by-side.mjs'), ...names], {
    cwd: folder,
    reject: false,
  });

test('checks run side by side, and one that fails fails all', async () => {
  const { exitCode, stdout } = await sideBySide('broken', 'sound');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^== FAILED: broken\n(.*\n)*what is wrong/m);
  expect(stdout).toMatch(/^== ok: sound\nall is well/m);
});

test('a check that is not there fails', async () => {
  expect((await sideBySide('sound', 'nowhere')).exitCode).toBe(1);
});
