import { hasPairs } from '../findings/judge.ts';
import type { Check, Finding, Judged, Verdict } from '../findings/judge.ts';
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

/** How many comparisons go which way: `3 for, 1 undecided`. */
export function tally({ checks }: Finding): string {
  const count = (verdict: Verdict) => checks.filter((one) => one.verdict === verdict).length;
  const parts = [
    [count('holds'), 'for'],
    [count('does not hold'), 'against'],
    [count('undecided'), 'undecided'],
    [count('not enough data'), 'without enough pairs'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

/** What no pair of runs speaks of, in one line; nothing when there is nothing. */
export const unjudgedNotes = ({ unjudged }: Judged): string[] =>
  unjudged.length === 0
    ? []
    : [`No pair of runs speaks of: ${unjudged.map(({ statement }) => statement).join('; ')}.`];

/** The verdicts on the claims that there are pairs of runs for. */
export function verdictsTable(judged: Judged): Table {
  const { setting, findings } = judged;
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
    notes: unjudgedNotes(judged),
  };
}

/** Comparisons without a pair, with the places where they lack one: `ars+ vs ars: no pair of runs (C = 10, C = 3)`. */
export function missingNotes(checks: readonly Check[]): string[] {
  const missing = checks.filter((check) => !hasPairs(check));
  return [...new Set(missing.map(({ what }) => what))].map((what) => {
    const places = missing.filter((check) => check.what === what).map(({ where }) => where);
    return `${what} (${[...new Set(places)].join(', ')})`;
  });
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
      checks
        .filter(hasPairs)
        .map((check) => [
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
    notes: [
      `Dong, Mnih, Tucker 2021, ${source}`,
      ...missingNotes(findings.flatMap(({ checks }) => checks)),
    ],
  };
}
