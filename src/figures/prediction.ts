import { isDeepStrictEqual } from 'node:util';
import { rankCorrelation } from '../core/rank-correlation.ts';
import type { RankCorrelation } from '../core/rank-correlation.ts';
import type { RankedMetric } from '../metrics/table.ts';
import type {
  ComparedEstimator,
  Comparison,
  ComparisonTiming,
} from '../run-files/comparison-file.ts';
import { summarise } from './summarise.ts';
import type { Panel } from './panels.ts';
import type { Series } from './series.ts';
import { settingIn } from './settings.ts';
import { varianceCosts } from './variance-costs.ts';

/** A comparison at a frozen point, and what it is called. */
export interface NamedComparison {
  readonly name: string;
  readonly comparison: Comparison;
  readonly timing: ComparisonTiming;
}

/** What of an estimator at a point may predict its curve. */
export const predictors = {
  variance: 'variance',
  'variance × evaluations': 'variance_times_work',
} as const;

type Predictor = keyof typeof predictors;

/** What of the curves is predicted. */
const predicted = ['train_elbo', 'test_bound'] as const satisfies readonly RankedMetric[];

/** How well the order of estimators at a point agrees with that of their runs. */
export interface Prediction {
  readonly point: NamedComparison;
  readonly part: string;
  /** What tells the runs from others of these sizes: `batchSize = 100`; empty when nothing does. */
  readonly setting: string;
  readonly predictor: Predictor;
  readonly metric: (typeof predicted)[number];
  /** Labels of the estimators that both have. */
  readonly estimators: readonly string[];
  /** The last step of the runs, and the seeds of the estimators with the fewest and the most. */
  readonly step: number;
  readonly seeds: readonly [least: number, most: number];
  /** 1 when the estimator with the smaller variance has the higher bound, always; undefined of fewer than two. */
  readonly correlation: RankCorrelation | undefined;
}

/** Whether a series is trained with an estimator as it was compared. */
function isOf({ name, evaluations, settings }: ComparedEstimator, series: Series): boolean {
  const own = series.seeds[0]?.config.estimatorSettings;
  return (
    series.estimator === name &&
    series.evaluations === evaluations &&
    // Older runs do not tell.
    (own === undefined || isDeepStrictEqual(own, settings))
  );
}

interface Pair {
  readonly label: string;
  readonly series: Series;
  /** By which it may be predicted; null when a derivative's cost is not known. */
  readonly sizes: Readonly<Record<Predictor, number | null>>;
}

/** The estimators of a comparison that runs of a panel are trained with, each series once. */
function pairsOf({ comparison, timing }: NamedComparison, panel: Panel, part: string): Pair[] {
  const taken = new Set<Series>();
  return varianceCosts(comparison, timing, part).flatMap((cost): Pair[] => {
    const { estimator, perWork } = cost;
    const series = panel.series.find((one) => !taken.has(one) && isOf(estimator, one));
    if (series === undefined) return [];
    taken.add(series);
    const sizes = {
      variance: cost.part.variance.value,
      'variance × evaluations': perWork?.value ?? null,
    };
    return [{ label: estimator.label, series, sizes }];
  });
}

/** Whether a panel's runs have the sizes of a comparison. */
function fits({ comparison: { point } }: NamedComparison, { categories, series }: Panel): boolean {
  const seed = series[0]?.seeds[0];
  const variables = seed && settingIn(seed, 'variables');
  return categories === point.categories && variables === String(point.variables);
}

function predictionOf(
  point: NamedComparison,
  panel: Panel,
  part: string,
  [predictor, metric]: readonly [Predictor, Prediction['metric']],
): Prediction {
  const pairs = pairsOf(point, panel, part).flatMap((pair) => {
    const size = pair.sizes[predictor];
    const { final, step, seeds } = summarise(pair.series, metric);
    if (size === null || final === undefined) return [];
    return [{ label: pair.label, size, final: final.mean, step, seeds: seeds.length }];
  });
  const step = Math.max(0, ...pairs.map((pair) => pair.step));
  // Values of other steps would be those of shorter runs.
  const counted = pairs.filter((pair) => pair.step === step);
  const seeds = counted.map((pair) => pair.seeds);
  return {
    ...{ point, part, setting: panel.setting, predictor, metric, step },
    estimators: counted.map(({ label }) => label),
    seeds: [Math.min(...seeds), Math.max(...seeds)],
    correlation: rankCorrelation(
      // Less is better, and a higher bound is.
      counted.map(({ size }) => -size),
      counted.map(({ final }) => final),
    ),
  };
}

/**
 * For each point, and each panel of runs of its sizes, the rank correlations of the estimators' variance with the
 * mean over seeds of their runs' last train ELBO and test bound.
 */
export function predictionsOf(
  points: readonly NamedComparison[],
  panels: readonly Panel[],
  part: string,
): Prediction[] {
  const kinds = (Object.keys(predictors) as Predictor[]).flatMap((predictor) =>
    predicted.map((metric) => [predictor, metric] as const),
  );
  return points.flatMap((point) =>
    panels
      .filter((panel) => fits(point, panel))
      .flatMap((panel) => kinds.map((kind) => predictionOf(point, panel, part, kind))),
  );
}
