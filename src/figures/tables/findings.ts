import type { Finding } from '../findings/judge.ts';
import type { Claim } from '../findings/claims.ts';
import { shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Table } from './table.ts';

const columns = [
  'setting',
  'claim',
  'metric',
  'verdict',
  'where',
  'comparison',
  'kind',
  'effect',
  'se',
  'low',
  'high',
  'n',
  'step',
  'comparison_verdict',
];

const cellsOf = (setting: string, { claim, metric, verdict, checks }: Finding) =>
  checks.map((check) => [
    setting,
    claim.id,
    metric,
    verdict,
    check.where,
    check.what,
    check.kind,
    check.effect,
    check.error,
    check.interval?.low ?? null,
    check.interval?.high ?? null,
    check.n,
    check.step,
    check.verdict,
  ]);

const suffix = (setting: string) => (setting === '' ? '' : ` (${setting})`);

/** How many comparisons go which way: `3 hold, 1 undecided`. */
export function tally({ checks }: Finding): string {
  const count = (verdict: string) => checks.filter((one) => one.verdict === verdict).length;
  const parts = [
    [count('holds'), 'for'],
    [count('does not hold'), 'against'],
    [count('not enough data'), 'undecided'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

/** The verdicts on all claims. */
export function verdictsTable(setting: string, findings: readonly Finding[]): Table {
  return {
    title: `Findings of Dong, Mnih and Tucker (2021)${suffix(setting)}`,
    heading: ['finding', 'metric', 'verdict', 'comparisons'],
    rows: findings.map((finding) => [
      finding.claim.statement,
      metrics[finding.metric].title,
      finding.verdict,
      tally(finding),
    ]),
    columns,
    cells: findings.flatMap((finding) => cellsOf(setting, finding)),
    notes: [],
  };
}

/** The comparisons behind the verdicts on one claim. */
export function comparisonsTable(
  setting: string,
  { statement, source }: Claim,
  findings: readonly Finding[],
): Table {
  return {
    title: `${statement}${suffix(setting)}`,
    heading: ['metric', '', 'comparison', 'effect', '95 % interval', 'n', 'step', ''],
    rows: findings.flatMap(({ metric, checks }) =>
      checks.map((check) => [
        metrics[metric].title,
        check.where,
        check.what,
        shownEffect(check),
        shownInterval(check),
        String(check.n),
        String(check.step),
        check.verdict,
      ]),
    ),
    columns,
    cells: findings.flatMap((finding) => cellsOf(setting, finding)),
    notes: [`Dong, Mnih, Tucker 2021, ${source}`],
  };
}
