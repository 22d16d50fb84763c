import { NOTHING, shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Metric } from '../../metrics/table.ts';
import { pairedEffect } from '../paired.ts';
import type { Panel, Series } from '../series.ts';
import type { Table } from './table.ts';

/**
 * Pairs of series of two estimators: those that evaluate f equally often where there are such, as the
 * paper compares them, or else all.
 */
export function comparablePairs(
  { series }: Panel,
  one: string,
  other: string,
): (readonly [Series, Series])[] {
  const all = series
    .filter(({ estimator }) => estimator === one)
    .flatMap((first) =>
      series
        .filter((second) => second.estimator === other && second !== first)
        .map((second) => [first, second] as const),
    );
  const matched = all.filter(([first, second]) => first.evaluations === second.evaluations);
  return matched.length > 0 ? matched : all;
}

const columns = [
  'setting',
  'metric',
  'categories',
  'estimator',
  'evaluations',
  'other',
  'other_evaluations',
  'step',
  'n',
  'kind',
  'effect',
  'se',
  'low',
  'high',
  'better',
  'left_out',
];

/** One estimator compared with another over the seeds that both have, for every number of categories. */
export function differencesTable(
  panels: readonly Panel[],
  [one, other]: readonly [string, string],
  metric: Metric,
): Table {
  const compared = panels.flatMap((panel) =>
    comparablePairs(panel, one, other).map(([first, second]) => {
      const effect = pairedEffect(first, second, metric);
      return { panel, first, second, effect };
    }),
  );
  const { title, unit, scale } = metrics[metric];
  const what = scale === 'log' ? 'ratio' : `difference, ${unit}`;
  return {
    title: `${title}: ${one} compared with ${other}, paired ${what}, with 95 % confidence intervals`,
    heading: ['', 'estimator', 'other', 'n', 'step', 'effect', '95 % interval', 'better in'],
    rows: compared.map(({ panel, first, second, effect }) => [
      panel.title,
      first.label,
      second.label,
      String(effect.n),
      String(effect.step),
      shownEffect(effect),
      shownInterval(effect),
      effect.better === null ? NOTHING : `${effect.better} of ${effect.n}`,
    ]),
    columns,
    cells: compared.map(({ panel, first, second, effect }) => [
      panel.setting,
      metric,
      panel.categories,
      one,
      first.evaluations,
      other,
      second.evaluations,
      effect.step,
      effect.n,
      effect.kind,
      effect.effect,
      effect.error,
      effect.interval?.low ?? null,
      effect.interval?.high ?? null,
      effect.better,
      effect.leftOut.join('; '),
    ]),
    notes: compared.flatMap(({ panel, first, second, effect }) =>
      effect.leftOut.map(
        (seed) => `${panel.title}, ${first.label} and ${second.label}, ${seed} (left out)`,
      ),
    ),
  };
}
