import type { MetricRow } from './metric.ts';

/**
 * The metrics by their column in metrics.csv. Whatever names a metric derives from this table: the columns,
 * events and messages of a run, TensorBoard's tags, figures, tables, findings, the report, `--metric`, and
 * docs/results.md. Columns are in the order of the rows: a new row goes last.
 */
export const metrics = {
  train_elbo: {
    title: 'train ELBO',
    unit: 'nats',
    better: 'higher',
    scale: 'linear',
    digits: 3,
    tag: 'train_elbo',
    shown: true,
    measurement: 'train',
    meaning:
      'Mean single-sample ELBO over the training images, binarised afresh for this measurement.',
  },
  test_bound: {
    title: 'test bound',
    unit: 'nats',
    better: 'higher',
    scale: 'linear',
    digits: 3,
    tag: 'test_bound',
    shown: true,
    measurement: 'test',
    meaning:
      'Mean importance-weighted bound with `evaluation.samples` samples over the test images.',
  },
  grad_variance: {
    title: 'gradient variance',
    unit: '(nats per parameter unit)²',
    better: 'lower',
    scale: 'log',
    digits: 3,
    tag: 'grad_variance',
    shown: true,
    measurement: 'gradient',
    // One draw has no variance.
    firstStep: 2,
    meaning:
      "Variance of the encoder's gradient of the batch-mean ELBO, mean over all its components; empty at step 1.",
  },
  kl: {
    title: 'KL divergence',
    unit: 'nats',
    better: null,
    scale: 'linear',
    digits: 3,
    tag: 'kl',
    shown: false,
    measurement: 'train',
    meaning: 'Mean KL(q(z | x) ‖ p(z)) over the binarised training images of `train_elbo`.',
  },
  reconstruction: {
    title: 'reconstruction',
    unit: 'nats',
    better: null,
    scale: 'linear',
    digits: 3,
    tag: 'reconstruction',
    shown: false,
    measurement: 'train',
    meaning: 'Mean log p(x | z) over the images of `train_elbo`, with its posterior samples.',
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

type Table = typeof metrics;

/** Where rows of the table hold `value` under `key`. */
type Where<Key extends Exclude<keyof MetricRow, 'firstStep'>, Value> = {
  [Name in keyof Table]: Table[Name][Key] extends Value ? Name : never;
}[keyof Table];

/** A column of metrics.csv that holds a metric. */
export type Metric = keyof Table;

/** A metric that is shown unless others are asked for. */
export type ShownMetric = Where<'shown', true>;

/** A metric by which runs can be ranked. */
export type RankedMetric = Where<'better', string>;

/** What computes metrics. */
export type Measurement = Table[Metric]['measurement'];

/** The metrics that a measurement gives. */
export type MetricsOf<M extends Measurement> = Where<'measurement', M>;

/** One value of every metric. */
export type Metrics = Readonly<Record<Metric, number>>;

/** A row as what all rows have in common. */
export const metricRow = (name: Metric): MetricRow => metrics[name];

/**
 * Whether a row of metrics.csv holds a measurement of this metric. Versions before 0.2.0 wrote a number where
 * there is none, the variance of one draw.
 */
export const isMeasured = (name: Metric, step: number): boolean =>
  step >= (metricRow(name).firstStep ?? 1);

export const metricNames = Object.keys(metrics) as Metric[];

export const shownMetrics = metricNames.filter(
  (name): name is ShownMetric => metricRow(name).shown,
);

export const rankedMetrics = metricNames.filter(
  (name): name is RankedMetric => metricRow(name).better !== null,
);

/** What runs are ordered by where one metric has to decide. */
export const MAIN_METRIC = 'test_bound' satisfies ShownMetric & RankedMetric;
