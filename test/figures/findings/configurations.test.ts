import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { claims } from '../../../src/figures/findings/claims.ts';
import { judge } from '../../../src/figures/findings/judge.ts';
import type { Panel } from '../../../src/figures/panels.ts';
import { panelOf, seedsWith, seriesOf } from '../../support/figures/series.ts';
import { runsOfFile } from '../../support/sweeps/sweep.ts';

/** What the runs of a sweep would give if all of them had the same value of a metric. */
function panelsOfSweep(name: string, metric: (typeof claims)[number]['metrics'][number]): Panel[] {
  const runs = runsOfFile(join(packageRoot, 'configs', name));
  const first = runs.filter(({ seed }) => seed === 0);
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const values = seedsWith(
    metric,
    seeds.map(() => 1),
  );
  const counts = [...new Set(first.map(({ config }) => config.categories))];
  return counts.map((categories) =>
    panelOf(
      first
        .filter(({ config }) => config.categories === categories)
        .map(({ directory, evaluations, config: { estimator } }) =>
          seriesOf(values, { estimator, categories, evaluations, id: directory }),
        ),
    ),
  );
}

const sweeps = ['figure1-short.json', 'figure1-extended.json'];

describe.each(claims)('$id', (claim) => {
  test.each(claim.metrics)('has its pairs in one of the sweeps, for %s', (metric) => {
    const without = sweeps.map((name) =>
      judge(panelsOfSweep(name, metric), claim, metric).checks.filter(({ n }) => n < 2),
    );
    expect(without).toContainEqual([]);
  });

  if (claim.categories === 'any') {
    test('has them for two and ten categories in every contest', () => {
      const [metric] = claim.metrics;
      const where = sweeps.map((name) =>
        judge(panelsOfSweep(name, metric!), claim, metric!).checks.map((check) => check.where),
      );
      expect(where).toContainEqual(claim.contests.flatMap(() => ['C = 10', 'C = 2']));
    });
  }
});
