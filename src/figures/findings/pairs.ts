import type { Panel, Series } from '../series.ts';
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

/** The series of an estimator with this cost; undefined when there is none, or more than one. */
function find(panel: Panel | undefined, estimator: string, cost: Cost) {
  const found = (panel?.series ?? []).filter((one) => {
    const evaluations = evaluationsAt(cost, one.categories);
    return (
      one.estimator === estimator && (evaluations === undefined || one.evaluations === evaluations)
    );
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The two series of a contest for one C, or undefined. */
export function pairOf(
  panels: readonly Panel[],
  { one, other, cost, otherCost = cost }: Contest,
  categories: number,
): readonly [Series, Series] | undefined {
  const panel = panels.find((candidate) => candidate.categories === categories);
  const first = find(panel, one, cost);
  const second = find(panel, other, otherCost);
  return first === undefined || second === undefined ? undefined : [first, second];
}
