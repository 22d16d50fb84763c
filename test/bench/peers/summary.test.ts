import { expect, test } from 'vitest';
import { BASELINE } from '../../../bench/peers/contenders.ts';
import type { Measured } from '../../../bench/peers/rotation.ts';
import { summarise, tableOf } from '../../../bench/peers/summary.ts';

function measured(name: string, rounds: number[][]): Measured {
  return { name, description: `${name} 1.0`, warmUpSeconds: 1.25, rounds, idleLoad: 0 };
}

// The machine runs at half its speed in the second round and at a quarter in the third.
const baseline = measured(BASELINE, [
  [10, 10, 10],
  [20, 20, 20],
  [40, 40, 40],
]);

test('takes ratios round by round, so that a drifting machine does not enter them', () => {
  const peer = measured('peer', [
    [30, 30, 90],
    [60, 60, 60],
    [120, 120, 120],
  ]);
  const [, row] = summarise('ars+', 2, [baseline, peer]);
  expect(row?.ratio).toEqual({ lower: 3, median: 3, upper: 3 });
  // Quartiles of 30, 30, 60, 60, 60, 90, 120, 120, 120.
  expect(row?.milliseconds).toEqual({ lower: 60, median: 60, upper: 120 });
});

test('compares with vae-bench wherever it stands, and needs it', () => {
  const peer = measured('peer', [[5], [10], [20]]);
  const rows = summarise('ars+', 1, [peer, baseline]);
  expect(rows.map(({ ratio }) => ratio.median)).toEqual([0.5, 1]);
  expect(() => summarise('ars+', 1, [peer])).toThrow('vae-bench was not measured');
});

test('prints one row per contender', () => {
  const peer = measured('peer', [
    [12, 14],
    [24, 24],
    [60, 60],
  ]);
  // Ratios 1.3, 1.2, 1.5; quartiles lie half-way to the neighbours, and at 1.25 and 3.75 of six steps.
  expect(tableOf(summarise('ars+', 1, [baseline, peer])).slice(1)).toEqual([
    ['ars+', '1', 'vae-bench', '20.0 (10.0–40.0)', '1', '1.3'],
    ['ars+', '1', 'peer', '24.0 (16.5–51.0)', '1.30 (1.25–1.40)', '1.3'],
  ]);
});
