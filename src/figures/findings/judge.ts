import type { RankedMetric } from '../../metrics/table.ts';
import { effectOf, sideOf } from '../effect.ts';
import type { Effect, Side } from '../effect.ts';
import { contrasts } from '../paired.ts';
import type { Panel } from '../panels.ts';
import type { Claim, Contest } from './claim.ts';
import { noRuns, pairOf } from './pairs.ts';
import type { NoPair } from './pairs.ts';

/** Verdicts, the one that counts first where comparisons of one finding differ. */
const verdicts = ['does not hold', 'not enough data', 'undecided', 'holds'] as const;

/**
 * `undecided`: there are enough pairs for an interval, and no difference lies in it. `not enough data`: there
 * are too few for an interval.
 */
export type Verdict = (typeof verdicts)[number];

/**
 * One comparison that a claim rests on. Of a growth, the effect is the difference of differences or the
 * ratio of ratios.
 */
export interface Check extends Effect {
  /** `ARS+ (5) vs ARS (5)`, or what is missing. */
  readonly what: string;
  /** `C = 5`, `C = 3 → 5`. */
  readonly where: string;
  /** The step compared at; 0 without runs. */
  readonly step: number;
  /** Whether it lacks a pair because there are several runs that could be meant. */
  readonly ambiguous: boolean;
  readonly verdict: Verdict;
}

/** A claim judged in one metric. */
export interface Finding {
  readonly claim: Claim;
  readonly metric: RankedMetric;
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
}

/** Differences of one contest for one C, by seed, so that more is better for the claim. */
interface Lead {
  readonly labels: string;
  readonly step: number;
  readonly values: ReadonlyMap<string, number>;
}

function leadOf(
  panels: readonly Panel[],
  contest: Contest,
  categories: number,
  metric: RankedMetric,
): Lead | NoPair {
  const pair = pairOf(panels, contest, categories);
  if ('why' in pair) return pair;
  const [one, other] = pair;
  const { step, values } = contrasts(one, other, metric);
  return { labels: `${one.label} vs ${other.label}`, step, values };
}

/** What the side of an interval says of a claim that the first is better. */
const verdictsBySide = {
  better: 'holds',
  worse: 'does not hold',
  undecided: 'undecided',
  'too few': 'not enough data',
} as const satisfies Record<Side, Verdict>;

function check(
  about: Pick<Check, 'what' | 'where' | 'step'>,
  values: readonly number[],
  metric: RankedMetric,
): Check {
  const effect = effectOf(metric, values);
  return { ...about, ...effect, ambiguous: false, verdict: verdictsBySide[sideOf(effect, metric)] };
}

/** A comparison that lacks a pair of runs. */
const missing = (
  { one, other }: Contest,
  where: string,
  metric: RankedMetric,
  { why, ambiguous }: NoPair,
): Check => ({
  ...check({ what: `${one} vs ${other}: ${why}`, where, step: 0 }, [], metric),
  ambiguous,
});

function leadCheck(
  panels: readonly Panel[],
  contest: Contest,
  categories: number,
  metric: RankedMetric,
) {
  const where = `C = ${categories}`;
  const lead = leadOf(panels, contest, categories, metric);
  if ('why' in lead) return missing(contest, where, metric, lead);
  const values = [...lead.values.values()];
  const what = values.length === 0 ? `${lead.labels}: no seed counts in both` : lead.labels;
  return check({ what, where, step: lead.step }, values, metric);
}

/** The lead of one contest for every C that its claim speaks of, or that there are runs of both for. */
function leadChecks(
  panels: readonly Panel[],
  contest: Contest,
  claimed: Claim['categories'],
  metric: RankedMetric,
): Check[] {
  const counts =
    claimed === 'any'
      ? [...new Set(panels.map(({ categories }) => categories))].filter(
          (count) => pairOf(panels, contest, count) !== noRuns,
        )
      : claimed;
  if (counts.length === 0) return [missing(contest, 'any C', metric, noRuns)];
  return counts.map((count) => leadCheck(panels, contest, count, metric));
}

/** Whether a lead grows from one C to a larger one, over the seeds that both have. */
function growthCheck(
  panels: readonly Panel[],
  contest: Contest,
  [from, to]: readonly [number, number],
  metric: RankedMetric,
): Check {
  const where = `C = ${from} → ${to}`;
  const before = leadOf(panels, contest, from, metric);
  const after = leadOf(panels, contest, to, metric);
  if ('why' in before) return missing(contest, where, metric, before);
  if ('why' in after) return missing(contest, where, metric, after);
  const what = `${contest.one} vs ${contest.other}`;
  if (before.step !== after.step) {
    const steps = `${what}: at steps ${before.step} and ${after.step}`;
    return check({ what: steps, where, step: 0 }, [], metric);
  }
  const values = [...after.values].flatMap(([seed, value]) => {
    const earlier = before.values.get(seed);
    return earlier === undefined ? [] : [value - earlier];
  });
  return check({ what, where, step: after.step }, values, metric);
}

/** Neighbours of a list in ascending order. */
function neighbours(numbers: readonly number[]): (readonly [number, number])[] {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted.slice(1).map((number, at) => [sorted[at] ?? 0, number] as const);
}

/**
 * Judges a claim in one metric. It holds when every comparison it rests on does, which needs no
 * correction for their number; it does not hold when one of them goes the other way.
 *
 * @param panels - of one setting.
 */
export function judge(panels: readonly Panel[], claim: Claim, metric: RankedMetric): Finding {
  const checks = claim.contests.flatMap((contest) =>
    claim.kind === 'lead'
      ? leadChecks(panels, contest, claim.categories, metric)
      : neighbours(claim.categories).map((pair) => growthCheck(panels, contest, pair, metric)),
  );
  const found = new Set(checks.map((one) => one.verdict));
  const verdict = verdicts.find((one) => found.has(one)) ?? 'not enough data';
  return { claim, metric, verdict, checks };
}
