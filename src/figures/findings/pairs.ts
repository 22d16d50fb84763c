import type { Panel } from '../panels.ts';
import type { Series } from '../series.ts';
import type { Contest, Cost } from './claim.ts';

/** Evaluations of f per datapoint; undefined where every estimator has its own. */
function evaluationsAt(cost: Cost, categories: number): number | undefined {
  const evaluations = {
    two: 2,
    ars: categories,
    arsm: (categories * (categories - 1)) / 2 + 1,
    own: undefined,
  } as const satisfies Record<Cost, number | undefined>;
  return evaluations[cost];
}

/** The series of an estimator with this cost. */
const candidates = (panel: Panel | undefined, estimator: string, cost: Cost): Series[] =>
  (panel?.series ?? []).filter((one) => {
    const evaluations = evaluationsAt(cost, one.categories);
    return (
      one.estimator === estimator && (evaluations === undefined || one.evaluations === evaluations)
    );
  });

/** Why a contest has no two series to compare. */
export interface NoPair {
  readonly why: string;
  /** Whether there are too many, and not too few. */
  readonly ambiguous: boolean;
}

/** There are too few. */
export const noRuns: NoPair = { why: 'no pair of runs', ambiguous: false };

const severalRuns = (estimator: string, runs: readonly Series[]): NoPair => ({
  why: `several runs of ${estimator} (${runs.map(({ id }) => id).join(', ')})`,
  ambiguous: true,
});

/** The two series of a contest for one C. Of several it takes none: which of them is meant is not for it to say. */
export function pairOf(
  panels: readonly Panel[],
  { one, other, cost, otherCost = cost }: Contest,
  categories: number,
): readonly [Series, Series] | NoPair {
  const panel = panels.find((candidate) => candidate.categories === categories);
  const ones = candidates(panel, one, cost);
  const others = candidates(panel, other, otherCost);
  const [first] = ones;
  const [second] = others;
  if (first === undefined || second === undefined) return noRuns;
  if (ones.length > 1) return severalRuns(one, ones);
  if (others.length > 1) return severalRuns(other, others);
  return [first, second];
}
