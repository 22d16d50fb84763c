import { comparablePairs, groupLabel, groupText } from '../groups.ts';
import type { Group } from '../groups.ts';
import { shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Metric } from '../../metrics/table.ts';
import type { Panel } from '../panels.ts';
import { pairedAlong, tracksOf } from '../track.ts';
import type { Table } from './table.ts';

const columns = [
  ...['setting', 'metric', 'categories', 'estimator', 'evaluations', 'other', 'other_evaluations'],
  ...['step', 'n', 'kind', 'effect', 'se', 'low', 'high', 'group', 'other_group'],
];

/** Runs of one group compared with those of another at every step, over the pairs of seeds that have it. */
export function differencesAlongTable(
  panels: readonly Panel[],
  [one, other]: readonly [Group, Group],
  metric: Metric,
): Table {
  const compared = panels.flatMap((panel) =>
    comparablePairs(panel, one, other).flatMap(([first, second]) =>
      pairedAlong(tracksOf(first, metric), tracksOf(second, metric), metric).map((point) => ({
        ...{ panel, first, second, point },
      })),
    ),
  );
  const { title, unit, scale } = metrics[metric];
  const what = scale === 'log' ? 'ratio' : `difference, ${unit}`;
  return {
    title: `${title}: ${groupLabel(one)} compared with ${groupLabel(other)} at every step, paired ${what}, with 95 % confidence intervals`,
    heading: ['', 'estimator', 'other', 'step', 'n', 'effect', '95 % interval'],
    rows: compared.map(({ panel, first, second, point }) => [
      ...[panel.title, first.label, second.label, String(point.step), String(point.n)],
      ...[shownEffect(point), shownInterval(point)],
    ]),
    columns,
    cells: compared.map(({ panel, first, second, point }) => [
      ...[panel.setting, metric, first.categories, first.estimator, first.evaluations],
      ...[second.estimator, second.evaluations, point.step, point.n, point.kind, point.effect],
      ...[point.error, point.interval?.low ?? null, point.interval?.high ?? null],
      ...[groupText(one), groupText(other)],
    ]),
    notes: compared.length === 0 ? ['No two runs differ in this alone and share a seed.'] : [],
  };
}
