import { comparablePairs, groupLabel, groupText } from '../groups.ts';
import type { Group } from '../groups.ts';
import { NOTHING, shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Metric } from '../../metrics/table.ts';
import { pairedEffect } from '../paired.ts';
import type { Panel } from '../panels.ts';
import type { Table } from './table.ts';

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
  'group',
  'other_group',
];

/** Runs of one group compared with those of another over the seeds that both have, for every number of categories. */
export function differencesTable(
  panels: readonly Panel[],
  [one, other]: readonly [Group, Group],
  metric: Metric,
): Table {
  const compared = panels.flatMap((panel) =>
    comparablePairs(panel, one, other).map(([first, second]) => {
      const effect = pairedEffect(first, second, metric);
      return { panel, first, second, effect };
    }),
  );
  const none = compared.length === 0 ? ['No two runs differ in this alone.'] : [];
  const { title, unit, scale } = metrics[metric];
  const what = scale === 'log' ? 'ratio' : `difference, ${unit}`;
  return {
    title: `${title}: ${groupLabel(one)} compared with ${groupLabel(other)}, paired ${what}, with 95 % confidence intervals`,
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
      first.categories,
      first.estimator,
      first.evaluations,
      second.estimator,
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
      groupText(one),
      groupText(other),
    ]),
    notes: [
      ...none,
      ...compared.flatMap(({ panel, first, second, effect }) =>
        effect.leftOut.map(
          (seed) => `${panel.title}, ${first.label} and ${second.label}, ${seed} (left out)`,
        ),
      ),
    ],
  };
}
