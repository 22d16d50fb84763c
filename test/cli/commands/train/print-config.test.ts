import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { settingsOf } from '../../../../src/config/resolve.ts';
import { configSchema } from '../../../../src/config/schema.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';
import type { Ended } from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const out = join(sharedFolder(), 'results');
let ended: Ended;
let rows: Map<string, readonly string[]>;

beforeAll(async () => {
  ended = await vaeBench(
    ...['--config', 'configs/smoke.json', '--set', 'model.leakySlope=0.1'],
    ...['--steps', '7', '--out', out, '--print-config'],
  );
  const lines = ended.stdout.split('\n').map((line) => line.split(/ {2,}/));
  rows = new Map(lines.map(([path = '', ...rest]) => [path, rest]));
});

test('--print-config lists every setting of the configuration once', () => {
  expect(ended.exitCode).toBe(0);
  expect([...rows.keys()]).toEqual(settingsOf(configSchema.parse({})).map(({ path }) => path));
});

test.each([
  ['steps', '7', '--steps'],
  ['out', JSON.stringify(out), '--out'],
  ['model.leakySlope', '0.1', '--set model.leakySlope=0.1'],
  ['estimator', '"ars+"', 'default'],
  ['optimiser.encoderLearningRate', '0.0001', 'default'],
])('--print-config gives %s with its value and origin', (path, value, origin) => {
  expect(rows.get(path)).toEqual([value, origin]);
});

test.each([
  ['batchSize', '50'],
  ['evaluation.every', '10'],
  ['model.encoderHidden', '[32]'],
])('--print-config gives %s with file and line', (path, value) => {
  expect(rows.get(path)).toEqual([value, expect.stringMatching(/^configs\/smoke\.json:\d+$/)]);
});

test('--print-config runs nothing and writes nothing', () => {
  expect(ended.stderr).toBe('');
  expect(existsSync(out)).toBe(false);
});
