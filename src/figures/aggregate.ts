import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { ResultRow, SeedResult } from './results.ts';

/** The metrics of metrics.csv, and whether larger values are better. */
export const metrics = {
  train_elbo: { title: 'train ELBO', higherIsBetter: true },
  test_bound: { title: 'test bound', higherIsBetter: true },
  grad_variance: { title: 'gradient variance', higherIsBetter: false },
} as const;

export type Metric = keyof typeof metrics;

/** Mean over seeds; `error` is one standard error, null below two seeds. */
export interface Estimate {
  readonly mean: number;
  readonly error: number | null;
  readonly n: number;
}

/** Sample mean and its standard error s/√n; undefined of nothing. */
function estimate(values: readonly number[]): Estimate | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const error = n < 2 ? null : sampleStandardDeviation([...values]) / Math.sqrt(n);
  return { mean: mean([...values]), error, n };
}

/** All seeds of one run: one estimator, C and number of samples. */
export interface Series {
  /** `reinforce-loo-c10-n46`; with the folder above it when several have this name. */
  readonly run: string;
  readonly estimator: string;
  readonly categories: number;
  readonly seeds: readonly SeedResult[];
}

const folderOf = ({ path, seed }: SeedResult): string => path.slice(0, -seed.length - 1);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** Seeds by the folder they share; most categories first, as in the paper's figure. */
export function groupSeeds(results: readonly SeedResult[]): Series[] {
  const groups = groupBy(results, folderOf);
  const names = [...groups.values()].map(([first]) => first?.run);
  return [...groups]
    .flatMap(([folder, seeds]) => {
      const [first] = seeds;
      if (first === undefined) return [];
      const unique = names.filter((name) => name === first.run).length === 1;
      const run = unique ? first.run : folder;
      return [{ run, estimator: first.estimator, categories: first.categories, seeds }];
    })
    .toSorted((one, other) => other.categories - one.categories);
}

/** What the seeds of a series come to. */
export interface Summary {
  /** The last step that any seed has measured; values are of seeds that reached it. */
  readonly step: number;
  readonly final: Estimate | undefined;
  /** Of each seed's best value up to that step. */
  readonly best: Estimate | undefined;
  /** Seeds left out: they have not reached the step, or a value of theirs is not finite. */
  readonly leftOut: readonly string[];
}

const stepOf = (row: ResultRow | undefined): number => row?.step ?? 0;

/** Final and best values of one metric over the seeds of a series. */
export function summarise({ seeds }: Series, metric: Metric): Summary {
  const step = Math.max(0, ...seeds.map(({ rows }) => stepOf(rows.at(-1))));
  const valuesOf = ({ rows }: SeedResult) => rows.map((row) => row[metric] ?? Number.NaN);
  const isWhole = (seed: SeedResult) =>
    step > 0 && stepOf(seed.rows.at(-1)) === step && valuesOf(seed).every(Number.isFinite);
  const counted = seeds.filter(isWhole).map(valuesOf);
  const bestOf = (values: readonly number[]) =>
    metrics[metric].higherIsBetter ? Math.max(...values) : Math.min(...values);
  return {
    step,
    final: estimate(counted.map((values) => values.at(-1) ?? Number.NaN)),
    best: estimate(counted.map(bestOf)),
    leftOut: seeds.filter((seed) => !isWhole(seed)).map(({ seed }) => seed),
  };
}
