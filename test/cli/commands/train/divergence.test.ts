import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { RandomStream } from '../../../../src/core/random.ts';
import { expectUserError, tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import type { Ended } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { pluginSource } from '../../../support/cli/plugin-source.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

describe('a learning rate that makes the gradient overflow', () => {
  const out = join(folder, 'results');
  const files = [0, 1].map((seed) => new RunFiles(out, 'quick/ars+-c3-v3', `seed-${seed}`));
  let ended: Ended;

  beforeAll(async () => {
    // The first update makes the decoder's weights ±1e12 and f of order 1e24; the second gradient's
    // square overflows.
    ended = await vaeBench(
      ...[...tinyRun(data, out), '--eval-every', '1', '--seeds', '0-1'],
      ...['--set', 'optimiser.decoderLearningRate=1e12'],
    );
  });

  test('fails the command with a message that names seed, metric and step', () => {
    expectUserError(ended, 1);
    for (const seed of [0, 1]) {
      const message = `seed ${seed}\\b.*: grad_variance became (NaN|Infinity) at step 2;`;
      expect(ended.stderr).toMatch(new RegExp(message, 'i'));
    }
    expect(ended.stdout).toBe('');
  });

  test('marks every seed’s run as failed with the reason', () => {
    for (const { record } of files) {
      expect(record).toMatchObject({ status: 'failed', steps_done: 2 });
      expect(record.reason).toMatch(/^grad_variance became (NaN|Infinity) at step 2;/);
      expect(record.ended).not.toBeNull();
    }
  });

  test('keeps the rows that were measured before', () => {
    for (const run of files) {
      expect(run.rows('metrics.csv').map(({ step }) => step)).toEqual([1]);
      expect(run.rows('timing.csv').map(({ step }) => step)).toEqual([1]);
    }
  });

  test('ends the log with the error', () => {
    for (const { log } of files) {
      // 50: pino's number of the level error.
      expect(log.at(-1)).toMatchObject({ level: 50, err: { type: 'DivergedError' } });
    }
  });
});

test('a seed that diverges does not keep the others from completing', async () => {
  const [zero, one] = [0, 1].map((seed) => new RandomStream(seed, 'init', 'estimator').uniform());
  const lower = zero! < one! ? 0 : 1;
  const plugin = join(folder, 'fragile.mjs');
  // 0 / 0 for the seed with the lower first draw, 0 / 1 for the other.
  writeFileSync(
    plugin,
    pluginSource({
      name: '"fragile"',
      initialState: `(_, random) => ({
        whole: { shape: [], values: Float32Array.of(random.uniform() < ${(zero! + one!) / 2} ? 0 : 1) },
      })`,
      gradient:
        '({ logits, state }) => ({ gradient: logits.mul(0).div(state.whole), state: { whole: state.whole.clone() } })',
    }),
  );
  const out = join(folder, 'fragile');
  const args = ['--plugin', plugin, '--estimator', 'fragile', '--seeds', '0-1'];
  const ended = await vaeBench(...tinyRun(data, out), ...args);
  expectUserError(ended, 1);
  expect(ended.stderr).toMatch(new RegExp(`seed ${lower}\\b.* at step \\d+;`, 'i'));
  expect(ended.stderr).not.toMatch(new RegExp(`seed ${1 - lower}\\b.* at step`, 'i'));
  const statuses = [0, 1].map(
    (seed) => new RunFiles(out, 'quick/fragile-c3-v3', `seed-${seed}`).record.status,
  );
  expect(statuses[lower]).toBe('failed');
  expect(statuses[1 - lower]).toBe('completed');
});
