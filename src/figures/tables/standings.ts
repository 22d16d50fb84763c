import { costOf } from '../standing.ts';
import type { Rival, Standing } from '../standing.ts';
import { NOTHING, shownEffect, shownEstimate, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Table } from './table.ts';

const columns = [
  ...[
    'setting',
    'metric',
    'categories',
    'leader',
    'run',
    'step',
    'steps',
    'n',
    'final',
    'final_se',
  ],
  ...['evaluations', 'seconds'],
  ...['next', 'next_run', 'next_n', 'kind', 'next_effect', 'next_low', 'next_high', 'next_side'],
  ...['baseline_run', 'baseline_evaluations', 'baseline_seconds', 'baseline_n', 'baseline_effect'],
  ...['baseline_low', 'baseline_high', 'baseline_side', 'undecided', 'not_as_far'],
];

/** `+1.93 [+1.60, +2.26]`. */
export const shownRivalry = ({ effect }: Rival): string =>
  effect.interval === null
    ? shownEffect(effect)
    : `${shownEffect(effect)} ${shownInterval(effect)}`;

const over = (rival: Rival | null): string =>
  rival === null
    ? NOTHING
    : `${rival.ranked.series.label}: ${shownRivalry(rival)}, n = ${rival.effect.n}`;

/** The steps that the runs of a series are to take. */
export const stepsOf = ({ leader }: Standing): number =>
  Math.max(0, ...leader.series.seeds.map(({ config }) => config.steps));

function cellsOf(standing: Standing) {
  const { panel, metric, leader, next, baseline, open, behind } = standing;
  const { series, final } = leader;
  const cost = costOf(leader, metric);
  const other = baseline && costOf(baseline.ranked, metric);
  const ids = (all: readonly { readonly series: { readonly id: string } }[]) =>
    all.map(({ series: { id } }) => id).join('; ');
  return [
    ...[panel.setting, metric, series.categories, series.estimator, series.id],
    ...[leader.step, stepsOf(standing), leader.seeds.length, final?.mean ?? null],
    ...[final?.error ?? null, cost.evaluations, cost.seconds],
    ...[next?.ranked.series.estimator ?? null, next?.ranked.series.id ?? null],
    ...[next?.effect.n ?? null, next?.effect.kind ?? null, next?.effect.effect ?? null],
    ...[next?.effect.interval?.low ?? null, next?.effect.interval?.high ?? null],
    ...[next?.side ?? null, baseline?.ranked.series.id ?? null],
    ...[other?.evaluations ?? null, other?.seconds ?? null, baseline?.effect.n ?? null],
    ...[baseline?.effect.effect ?? null, baseline?.effect.interval?.low ?? null],
    ...[baseline?.effect.interval?.high ?? null, baseline?.side ?? null],
    ...[ids(open.map(({ ranked }) => ranked)), ids(behind)],
  ];
}

/** Who leads in which metric, over the next and over the baseline. */
export function standingsTable(standings: readonly Standing[]): Table {
  return {
    title:
      'Who leads: paired differences and ratios over common seeds, with 95 % confidence intervals',
    heading: ['', 'metric', 'leads', 'final', 'over the next', 'over the baseline'],
    rows: standings.map(({ panel, metric, leader, next, baseline }) => [
      panel.title,
      metrics[metric].title,
      leader.series.label,
      shownEstimate(metric, leader.final),
      over(next),
      over(baseline),
    ]),
    columns,
    cells: standings.map(cellsOf),
    notes: [],
  };
}
