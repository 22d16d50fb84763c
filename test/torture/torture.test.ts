import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

// `npm run torture -- --kills 200` is the same program with more kills.
test('a run that is killed at random instants, again and again, ends with the same bytes', async () => {
  const program = join(import.meta.dirname, 'torture.mjs');
  const args = [program, '--kills', '6', '--seed', '3'];
  const ended = await execa(process.execPath, args, { reject: false });
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  expect(ended.stdout).toMatch(/^6 of 6 kills survived in \d+ runs:/m);
});
