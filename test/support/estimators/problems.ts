import type { Problem } from '../../../src/estimators/problem.ts';
import { digitsOf } from '../../../src/estimators/problem.ts';
import { RandomStream } from '../../../src/core/random.ts';

const logitKinds = {
  uniform: (stream: RandomStream, length: number, categories: number) =>
    Array.from({ length }, () => 0 * categories * stream.uniform()),
  // Odds of exp(3) between the first and the last category, jittered so that nothing ties.
  skewed: (stream: RandomStream, length: number, categories: number) =>
    Array.from(
      { length },
      (_, at) => 3 - (3 * (at % categories)) / (categories - 1) + 0.2 * stream.uniform(),
    ),
} as const;

const tableKinds = {
  constant: (_stream: RandomStream, { categories, variables }: Problem) =>
    new Array<number>(categories ** variables).fill(1.5),
  linear: (stream: RandomStream, problem: Problem) => {
    const { categories, variables } = problem;
    const slopes = Array.from({ length: categories * variables }, () => 2 * stream.uniform() - 1);
    return Array.from({ length: categories ** variables }, (_, configuration) =>
      digitsOf(configuration, problem).reduce(
        (sum, digit, variable) => sum + slopes[variable * categories + digit]!,
        0,
      ),
    );
  },
  // Sums over pairs of variables, and over the variables for V = 1.
  quadratic: (stream: RandomStream, problem: Problem) => {
    const { categories, variables } = problem;
    const size = categories * variables;
    const factors = Array.from({ length: size * size }, () => 2 * stream.uniform() - 1);
    return Array.from({ length: categories ** variables }, (_, configuration) => {
      const at = digitsOf(configuration, problem).map((digit, v) => v * categories + digit);
      const pairs = at.flatMap((first) => at.map((second) => factors[first * size + second]!));
      return pairs.reduce((sum, factor) => sum + factor, 0);
    });
  },
  random: (stream: RandomStream, { categories, variables }: Problem) =>
    Array.from({ length: categories ** variables }, () => 4 * stream.uniform() - 2),
} as const;

export type LogitKind = keyof typeof logitKinds;
export type TableKind = keyof typeof tableKinds;

/** A problem by kind of logits and kind of f; a pure function of its arguments. */
export function problemOf(
  categories: number,
  variables: number,
  logits: LogitKind,
  table: TableKind,
): Problem {
  const stream = new RandomStream(2021, 'init', categories, variables, logits, table);
  const problem: Problem = {
    name: `${table} f, ${logits} logits`,
    variables,
    categories,
    logits: logitKinds[logits](stream, categories * variables, categories),
    table: [],
  };
  const bends = () =>
    Array.from({ length: categories * variables }, () => 2 * stream.uniform() - 1);
  return {
    ...problem,
    table: tableKinds[table](stream, problem),
    curvature: { quadratic: bends(), cubic: bends() },
  };
}

/** The same without curvature: linear in every variable, or constant, between the configurations, too. */
export function flattened(problem: Problem): Problem {
  const none = problem.logits.map(() => 0);
  return { ...problem, curvature: { quadratic: none, cubic: none } };
}

/** Every combination of logits and f, for C in {2, 3, 5} and V in {1, 2, 3}; C = 7 makes trees uneven. */
export const problems: readonly Problem[] = [
  ...[2, 3, 5].flatMap((categories) =>
    [1, 2, 3].map((variables) => [categories, variables] as const),
  ),
  [7, 1] as const,
].flatMap(([categories, variables]) =>
  (['uniform', 'skewed'] as const).flatMap((logits) =>
    (['constant', 'linear', 'quadratic', 'random'] as const).map((table) =>
      problemOf(categories, variables, logits, table),
    ),
  ),
);
