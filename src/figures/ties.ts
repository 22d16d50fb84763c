import type { Estimate } from './estimate.ts';
import type { RankedSeries } from './tables/values.ts';

/** Whether two means are no further apart than one standard error of their difference; unknown of single seeds. */
function isClose(one: Estimate, other: Estimate): boolean {
  if (one.error === null || other.error === null) return false;
  return Math.abs(one.mean - other.mean) <= Math.hypot(one.error, other.error);
}

/**
 * The series that share the first rank as far as the seeds can tell: the best one, and those whose final means
 * are within one standard error of the difference, √(SE₁² + SE₂²), of it. Nothing when there is no such other.
 */
export function tiedForBest(ranked: readonly RankedSeries[]): ReadonlySet<RankedSeries> {
  const best = ranked.find(({ rank }) => rank === 1);
  const { final } = best ?? {};
  if (final === undefined) return new Set();
  const tied = ranked.filter(
    (one) =>
      one.rank !== null && one.final !== undefined && (one === best || isClose(final, one.final)),
  );
  return new Set(tied.length > 1 ? tied : []);
}
