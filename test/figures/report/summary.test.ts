import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { shownEffect, shownInterval } from '../../../src/figures/format.ts';
import { pairedEffect } from '../../../src/figures/paired.ts';
import { summarySection } from '../../../src/figures/report/summary-section.ts';
import { readResults } from '../../../src/figures/results.ts';
import type { Panel } from '../../../src/figures/panels.ts';
import { panelsOf } from '../../../src/figures/panels.ts';
import { metricsCsv, ResultsFolder } from '../../support/figures/results-folder.ts';

const reproduction = join(packageRoot, 'docs', 'reproduction', 'figure1-short');

/** The section as readers see it; scripts hold tables for programs. */
const textOf = (panels: readonly Panel[]) =>
  summarySection([{ name: '', seeds: [], panels }])
    .text.replaceAll(/<script.*?<\/script>/gs, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

/** Seeds that end at these test bounds. */
function run(place: string, bounds: readonly number[], step = 2): void {
  bounds.forEach((bound, seed) => {
    const metrics = metricsCsv(
      [
        { step: 1, bound: -99 },
        { step, bound },
      ].slice(0, step),
    );
    results.seed(`${place}/seed-${seed}`, { metrics });
  });
}

test('the reproduction’s says who leads, by the numbers of its comparisons', () => {
  const panels = panelsOf(readResults(reproduction).seeds);
  const text = textOf(panels);
  expect(text).toContain('REINFORCE LOO leads for C = 10, C = 5 and C = 3.');
  expect(text).toContain(
    'The runs are at 5,000 of 5,000 steps; those of the paper took 1,000,000.',
  );
  const all = panels[0]!.series;
  const [leader, next] = [46, 10].map((cost) =>
    all.find((one) => one.estimator === 'reinforce-loo' && one.evaluations === cost)!,
  );
  const effect = pairedEffect(leader!, next!, 'test_bound');
  expect(effect.n).toBe(3);
  expect(text).toContain(
    `${shownEffect(effect)} nats ${shownInterval(effect)} ` +
      'against REINFORCE LOO (10), the next and the baseline; n = 3',
  );
  expect(text).toContain('46 evaluations of f per datapoint (4.6 × the baseline), ');
});

test('an interval that holds no difference is undecided, in the sentence and on the card', () => {
  run('ars+-c3', [-10, -20, -30]);
  run('ars-c3', [-10, -21, -32]);
  const text = textOf(results.panels());
  expect(text).toContain('For C = 3, ARS+ (3) is ahead, but not told from ARS (3).');
  expect(text).toMatch(/C = 3 undecided ARS\+ \(3\) \+1\.00 nats \[-\d\.\d+, \+\d\.\d+\]/);
  expect(text).toContain('not told from it by 3 seeds: ARS (3)');
});

test('says what is missing: seeds, steps, times, others to compare with', () => {
  run('ars-c3', [-2]);
  run('ars+-c3', [-1]);
  run('arm-c2', [-1, -2]);
  run('disarm-c2', [-1], 1);
  const text = textOf(results.panels());
  expect(text).toContain('For C = 3, ARS+ (3) is ahead, but not told from ARS (3).');
  expect(text).toContain('n = 1, too few for an interval');
  expect(text).toContain('fewer than two seeds in common: ARS (3)');
  expect(text).toContain('For C = 2 there is nothing to compare with.');
  expect(text).toMatch(/not as far as step 2, or without values: DisARM \(\d\) at 1 /);
  expect(text).toContain('time not recorded');
});

test('is nothing without runs, and says so of runs that have measured nothing', () => {
  expect(textOf([])).toBe('');
  results.seed('ars-c3/seed-0', { metrics: null });
  expect(textOf(results.panels())).toContain('C = 3: nothing has been measured yet.');
});
