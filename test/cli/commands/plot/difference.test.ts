import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import { syntheticResults } from '../../../support/figures/synthetic-results.ts';

test('--difference draws pairs into files of their own, and refuses what it cannot draw', async () => {
  const results = syntheticResults();
  const plot = (...args: readonly string[]) => vaeBench('plot', results.path, ...args);
  const { exitCode, stdout } = await plot('--difference', 'ars,reinforce-loo');
  expect(exitCode).toBe(0);
  expect(stdout.split('\n')).toEqual(
    ['difference.svg', 'difference.png'].map((name) => results.join(name)),
  );
  expect(existsSync(results.join('figure.svg'))).toBe(false);
  expect(readFileSync(results.join('difference.svg'), 'utf8')).toMatch(
    />ARS \(3\) vs REINFORCE LOO/,
  );
  const refused = async (message: RegExp, ...args: readonly string[]) => {
    const result = await plot('--difference', ...args);
    expectUserError(result, 2);
    expect(result.stderr).toMatch(message);
  };
  await refused(/leave out --x seconds/, 'ars,reinforce-loo', '--x', 'seconds');
  await refused(/leave out --smooth/, 'ars,reinforce-loo', '--smooth', '0.9');
  await refused(/--difference says itself what differs/, 'ars,ars+', '--facet', 'samples');
  await refused(/--difference.* found "nobody"/, 'ars,nobody');
  const alone = await vaeBench('table', results.path, '--every-step');
  expectUserError(alone, 2);
  expect(alone.stderr).toBe('--every-step is there for --compare alone.');
});
