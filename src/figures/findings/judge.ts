import { metricRow, rankedMetrics } from '../../metrics/table.ts';
import type { RankedMetric } from '../../metrics/table.ts';
import { effectOf, sideOf } from '../effect.ts';
import type { Effect, Side } from '../effect.ts';
import { contrasts } from '../paired.ts';
import type { Panel, Series } from '../series.ts';
import { claims } from './claims.ts';
import type { Claim, Contest } from './claims.ts';

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
  readonly verdict: Verdict;
}

/** A claim judged in one metric. */
export interface Finding {
  readonly claim: Claim;
  readonly metric: RankedMetric;
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
}

/** Evaluations of f that a contest is about. */
const costOf = ({ cost }: Contest, categories: number) =>
  cost === 'ars' ? categories : (categories * (categories - 1)) / 2 + 1;

/** The series of an estimator with this cost; undefined when there is none, or more than one. */
function find(panel: Panel | undefined, estimator: string, evaluations: number) {
  const found = (panel?.series ?? []).filter(
    (one) => one.estimator === estimator && one.evaluations === evaluations,
  );
  return found.length === 1 ? found[0] : undefined;
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
): Lead | undefined {
  const panel = panels.find((one) => one.categories === categories);
  const evaluations = costOf(contest, categories);
  const one: Series | undefined = find(panel, contest.one, evaluations);
  const other = find(panel, contest.other, evaluations);
  if (one === undefined || other === undefined) return undefined;
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
  return { ...about, ...effect, verdict: verdictsBySide[sideOf(effect, metric)] };
}

const missing = ({ one, other }: Contest) => `${one} vs ${other}: no pair of runs`;

function leadCheck(
  panels: readonly Panel[],
  contest: Contest,
  categories: number,
  metric: RankedMetric,
) {
  const where = `C = ${categories}`;
  const lead = leadOf(panels, contest, categories, metric);
  if (lead === undefined) return check({ what: missing(contest), where, step: 0 }, [], metric);
  const values = [...lead.values.values()];
  const what = values.length === 0 ? `${lead.labels}: no seed counts in both` : lead.labels;
  return check({ what, where, step: lead.step }, values, metric);
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
  if (before === undefined || after === undefined) {
    return check({ what: missing(contest), where, step: 0 }, [], metric);
  }
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
  const { contests, categories, kind } = claim;
  const checks = contests.flatMap((contest) =>
    kind === 'lead'
      ? categories.map((count) => leadCheck(panels, contest, count, metric))
      : neighbours(categories).map((pair) => growthCheck(panels, contest, pair, metric)),
  );
  const found = new Set(checks.map((one) => one.verdict));
  const verdict = verdicts.find((one) => found.has(one)) ?? 'not enough data';
  return { claim, metric, verdict, checks };
}

/** The metrics that claims are judged in unless others are asked for. */
export const judgedMetrics = rankedMetrics.filter((name) => metricRow(name).shown);

/** Whether a comparison has a pair of runs to speak of. */
export const hasPairs = ({ n }: Check): boolean => n > 0;

/** What there is to say of the claims for panels that share their settings. */
export interface Judged {
  readonly setting: string;
  /** Those that at least one pair of runs speaks of, in the order of the claims. */
  readonly findings: readonly Finding[];
  /** The claims that no pair speaks of, in any metric. */
  readonly unjudged: readonly Claim[];
}

/** Every claim in every metric, for each group of panels that share their settings. */
export function judgeAll(panels: readonly Panel[], names: readonly RankedMetric[]): Judged[] {
  const settings = [...new Set(panels.map(({ setting }) => setting))];
  return settings.map((setting) => {
    const alike = panels.filter((panel) => panel.setting === setting);
    const findings = claims
      .flatMap((claim) => names.map((metric) => judge(alike, claim, metric)))
      .filter(({ checks }) => checks.some(hasPairs));
    const judged = new Set(findings.map(({ claim }) => claim));
    return { setting, findings, unjudged: claims.filter((claim) => !judged.has(claim)) };
  });
}

/** Findings by the claim that they judge, in the order of the claims. */
export function byClaim(findings: readonly Finding[]): (readonly [Claim, readonly Finding[]])[] {
  const judged = [...new Set(findings.map(({ claim }) => claim))];
  return judged.map((claim) => [claim, findings.filter((finding) => finding.claim === claim)]);
}
