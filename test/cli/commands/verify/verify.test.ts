import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { pluginSource } from '../../../support/cli/plugin-source.ts';

const folder = sharedFolder();

function pluginWith(name: string, changes: Readonly<Record<string, string>>): string[] {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, pluginSource(changes));
  return ['--plugin', file, '--estimator', 'plugged', '--draws', '100', '--backend', 'cpu'];
}

describe.concurrent('vae-bench verify', () => {
  test('finds the interval of ars+ as published biased, which it is listed as', async () => {
    // Its bias is about 9 standard errors of these draws.
    const problem = ['--categories', '3', '--variables', '1', '--seed', '1', '--draws', '120000'];
    const args = ['--estimator', 'ars+published', ...problem, '--backend', 'wasm'];
    const { exitCode, stdout } = await vaeBench('verify', ...args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Verdict: biased. The estimator is listed as biased.');
  });

  test('finds no bias in ars+ and lists all components', async () => {
    const args = ['--estimator', 'ars+', '--draws', '20000', '--backend', 'wasm'];
    const { exitCode, stdout } = await vaeBench('verify', ...args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Verdict: no bias found.');
    expect(stdout).toContain('V = 2, C = 3, seed 0, 20000 draws');
    expect(stdout.match(/^[01] {2}[012] {2}.*\d$/gm)).toHaveLength(6);
  });

  test('fails for an estimator that claims to be unbiased and is not', async () => {
    const ended = await vaeBench('verify', ...pluginWith('liar', { unbiased: 'true' }));
    expectUserError(ended, 1);
    expect(ended.stdout).toContain('Verdict: biased. The estimator claims to be unbiased.');
    expect(ended.stderr).toMatch(/^plugged claims to be unbiased, .* standard errors/);
  });

  test('takes the settings of the estimator', async () => {
    const drawn = ['verify', '--estimator', 'reinforce+baseline', '--draws', '60000'];
    const usual = await vaeBench(...drawn);
    const set = await vaeBench(...drawn, '--set', 'estimator.decay=0.99');
    expect([set.exitCode, set.stdout]).toEqual([0, usual.stdout]);
    const other = await vaeBench(...drawn, '--set', 'estimator.decay=0.5');
    expect(other.exitCode).toBe(0);
    expect(other.stdout).not.toBe(usual.stdout);
  });

  test.each([
    ['estimator.decai=0.5', /estimatorSettings\.decai: is not a setting .* Did you mean "decay"\?/],
    ['estimator.decay=2', /estimatorSettings\.decay: .*; found 2/],
    ['steps=3', /--set steps=3: steps: verify has the settings of the estimator alone/],
    ['estimator.decay', /must be path=value/],
  ])('refuses --set %s', async (argument, message) => {
    const ended = await vaeBench('verify', '--estimator', 'reinforce+baseline', '--set', argument);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });

  test('fails for a gradient of a wrong shape', async () => {
    const gradient = '({ logits }) => ({ gradient: logits.sum(2) })';
    const ended = await vaeBench('verify', ...pluginWith('flat', { unbiased: 'true', gradient }));
    expectUserError(ended, 1);
    expect(ended.stderr).toMatch(/plugged.* has shape \[4, 2\]; \[4, 2, 3\] is required/);
  });

  test('does not call a gradient that is not a number free of bias', async () => {
    const gradient = '({ logits }) => ({ gradient: logits.mul(0).div(0) })';
    const ended = await vaeBench('verify', ...pluginWith('nan', { unbiased: 'true', gradient }));
    expectUserError(ended, 1);
    expect(ended.stdout).not.toContain('no bias found');
  });

  test('refuses bad options, all at once', async () => {
    const ended = await vaeBench(
      'verify',
      ...['--categories', 'many', '--draws', '20', '--seed=-1', '--backend', 'gpu'],
    );
    expectUserError(ended, 2);
    expect(ended.stdout).toBe('');
    for (const part of [
      /^--categories must be a whole number of at least 2; found "many"\.$/m,
      /^--draws must be a whole number of at least 100; found "20"\.$/m,
      /^--seed must be a whole number of at least 0; found "-1"\.$/m,
      /^--backend takes auto, .*wasm, cpu; found "gpu"\./m,
    ]) {
      expect(ended.stderr).toMatch(part);
    }
  });

  test.each([
    ['too large a problem', ['--variables', '9'], 'C^V must be at most 4096'],
    ['an unknown option', ['--draw', '100'], 'Did you mean --draws?'],
  ])('refuses %s', async (_, args, message) => {
    const ended = await vaeBench('verify', ...args);
    expectUserError(ended, 2);
    expect(ended.stderr).toContain(message);
  });
});
