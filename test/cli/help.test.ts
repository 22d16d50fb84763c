import { describe, expect, test } from 'vitest';
import { ownManifest } from '../../src/core/package.ts';
import { vaeBench } from '../support/cli.ts';

describe('--help', () => {
  test.each([
    ['vae-bench', []],
    ['vae-bench-estimators', ['estimators']],
    ['vae-bench-verify', ['verify']],
    ['vae-bench-bench', ['bench']],
    ['vae-bench-sweep', ['sweep']],
    ['vae-bench-status', ['status']],
  ])('of %s is what its snapshot shows', async (name, command) => {
    const { exitCode, stdout, stderr } = await vaeBench(...command, '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    await expect(`${stdout}\n`).toMatchFileSnapshot(`help/${name}.txt`);
  });
});

test('--version prints the version of the package', async () => {
  const { exitCode, stdout, stderr } = await vaeBench('--version');
  expect([exitCode, stdout, stderr]).toEqual([0, ownManifest().version, '']);
});
