import type { Comparison, ComparisonTiming } from '../run-files/comparison-file.ts';
import { winners } from './mean-errors.ts';
import type { MeanError } from './mean-errors.ts';
import { percent } from './tables/comparison.ts';
import { leastOf, ratioOf, varianceCosts } from './variance-costs.ts';
import type { VarianceCost } from './variance-costs.ts';

const list = new Intl.ListFormat('en-GB');

/** Names that a sentence has before it counts. */
const NAMED = 4;

function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return list.format(more > 1 ? [...names.slice(0, NAMED), `${more} others`] : names);
}

type Cost = 'perWork' | 'perTime';

/** The estimator whose variance costs least, and those that the intervals do not tell from it. */
function leaders(costs: readonly VarianceCost[], by: Cost): string[] {
  const least = leastOf(costs.map((one) => one[by]));
  if (least === undefined) return [];
  return costs
    .filter(({ [by]: cost }) => cost !== null && cost.value > 0 && ratioOf(cost, least).low <= 1)
    .toSorted((one, other) => (one[by]?.value ?? 0) - (other[by]?.value ?? 0))
    .map(({ estimator }) => estimator.title);
}

/** `A`, or `A and B (not told apart)`. */
const shownLeaders = (names: readonly string[]): string =>
  names.length === 1 ? (names[0] ?? '') : `${some(names)} (not told apart)`;

/** `Least variance for each evaluation of f: A; of the unbiased, B.` */
function leastVariance(costs: readonly VarianceCost[], by: Cost, unit: string): string[] {
  const all = leaders(costs, by);
  if (all.length === 0) return [];
  const unbiased = costs.filter(({ estimator }) => estimator.unbiased);
  const fair = leaders(unbiased, by);
  const mixed = unbiased.length < costs.length && fair.join('\n') !== all.join('\n');
  const others = mixed && fair.length > 0 ? `; of the unbiased ones, ${shownLeaders(fair)}` : '';
  return [`Least variance for each ${unit}: ${shownLeaders(all)}${others}.`];
}

/** In which estimators a bias was found. */
function biases(costs: readonly VarianceCost[]): string {
  const found = costs.filter(({ part }) => part.bias_found);
  const names = (ones: readonly VarianceCost[]) =>
    some(
      ones.map(
        ({ estimator, part }) => `${estimator.title} (${percent(part.relative_bias.value)}\u00a0%)`,
      ),
    );
  const biased = found.filter(({ estimator }) => !estimator.unbiased);
  const unbiased = found.filter(({ estimator }) => estimator.unbiased);
  if (found.length === 0) return 'No bias was found.';
  if (unbiased.length === 0) return `Bias was found in ${names(biased)}.`;
  const others = biased.length === 0 ? '' : `; and in ${names(biased)}`;
  return `Bias was found in ${names(unbiased)}, which should have none${others}.`;
}

const shownCount = (k: number): string => Number(k.toPrecision(2)).toLocaleString('en');

/** Whose mean of k gradients has the least mean squared error. */
function bestMeans(costs: readonly VarianceCost[], squaredGradient: number): string[] {
  // What draws nothing like chance needs no mean; it is the exact gradient, whatever it costs.
  const drawn = costs.filter(({ part }) => part.variance.value > 0);
  const errors = drawn.map(({ estimator, part }): MeanError => {
    const { relative_bias: bias, bias_found: found } = part;
    const share = found ? bias.value : estimator.unbiased ? 0 : bias.high;
    return {
      label: estimator.title,
      squaredBias: share ** 2 * squaredGradient,
      variance: part.variance.value,
    };
  });
  const [first, ...more] = winners(errors);
  if (first === undefined || !(squaredGradient > 0)) return [];
  const what = 'Mean squared error of the mean of k gradients: least with';
  if (more.length === 0) return [`${what} ${first.label}, whatever k.`];
  const then = more.map(({ label, from }) => `${label} from k\u00a0=\u00a0${shownCount(from)} on`);
  return [`${what} ${list.format([`${first.label} at first`, ...then])}.`];
}

/** What a comparison comes to on one part of the gradient, in sentences. */
export function comparisonSummary(
  comparison: Comparison,
  timing: ComparisonTiming,
  part: string,
): string[] {
  const costs = varianceCosts(comparison, timing, part);
  if (costs.length === 0) return [];
  const squared = comparison.reference.find((one) => one.part === part)?.gradient_squared ?? 0;
  return [
    ...leastVariance(costs, 'perWork', 'evaluation of f'),
    ...leastVariance(costs, 'perTime', 'millisecond'),
    biases(costs),
    ...bestMeans(costs, squared),
  ];
}
