import type { Claim } from '../findings/claim.ts';
import type { Check, Finding, Verdict } from '../findings/judge.ts';
import { byPaper, hasPairs } from '../findings/judged.ts';
import type { Judged, JudgedPaper } from '../findings/judged.ts';
import { inProse, paperOf } from '../findings/papers.ts';
import type { PaperName } from '../findings/papers.ts';
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
  'paper',
  'conditions',
  'note',
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
    paperOf(claim.paper).citation,
    paperOf(claim.paper).conditions ?? null,
    claim.note ?? null,
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

/** Under what a paper made its claims, where that differs; nothing where it does not. */
function conditionsNotes(paper: PaperName): string[] {
  const { conditions } = paperOf(paper);
  return conditions === undefined ? [] : [`Conditions differ: ${conditions}.`];
}

/** What no pair of runs speaks of, in one line; nothing when there is nothing. */
export const unjudgedNotes = ({ unjudged }: JudgedPaper): string[] =>
  unjudged.length === 0
    ? []
    : [`No pair of runs speaks of: ${unjudged.map(({ statement }) => statement).join('; ')}.`];

/** The papers whose claims have no pair of runs at all, in one line; nothing when there are none. */
export const othersNotes = (others: readonly PaperName[]): string[] =>
  others.length === 0
    ? []
    : [
        `No pair of runs speaks of the claims of: ${others.map((paper) => paperOf(paper).citation).join('; ')}.`,
      ];

const verdictHeading = ['finding', 'metric', 'verdict', 'comparisons'];

/** The verdicts on the claims of one paper that there are pairs of runs for. */
function verdictsTable(setting: string, judged: JudgedPaper, others: readonly PaperName[]): Table {
  return {
    title: `Findings of ${inProse(judged.paper)}${suffix(setting)}`,
    heading: verdictHeading,
    rows: judged.findings.map((finding) => [
      finding.claim.statement,
      metrics[finding.metric].title,
      finding.verdict,
      tally(finding),
    ]),
    columns,
    cells: judged.findings.flatMap((finding) => cellsOf(setting, finding)),
    notes: [...conditionsNotes(judged.paper), ...unjudgedNotes(judged), ...othersNotes(others)],
  };
}

/**
 * The verdicts on the claims that there are pairs of runs for, a table for each paper; one without rows where
 * there are none.
 */
export function verdictsTables({ setting, ...verdicts }: Judged): Table[] {
  const { judged, others } = byPaper(verdicts);
  if (judged.length === 0) {
    const title = `Findings${suffix(setting)}`;
    const notes = othersNotes(others);
    return [{ title, heading: verdictHeading, rows: [], columns, cells: [], notes }];
  }
  // What has no table stands below the last one.
  return judged.map((paper, at) =>
    verdictsTable(setting, paper, at === judged.length - 1 ? others : []),
  );
}

/** Where a claim stands, what differs there, and what to know of the contests. */
export const sourceNotes = ({ paper, source, note }: Claim): string[] => [
  `${paperOf(paper).citation}, ${source}`,
  ...conditionsNotes(paper),
  ...(note === undefined ? [] : [note]),
];

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
  claim: Claim,
  findings: readonly Finding[],
): Table {
  return {
    title: `${claim.statement}${suffix(setting)}`,
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
    notes: [...sourceNotes(claim), ...missingNotes(findings.flatMap(({ checks }) => checks))],
  };
}
