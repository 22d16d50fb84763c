import type {
  ComparedEstimator,
  ComparedPart,
  Comparison,
  ComparisonTiming,
} from '../../run-files/comparison-file.ts';
import { NOTHING } from '../format.ts';
import type { Table } from './table.ts';

type Interval = ComparedPart['variance'];

/** An estimator on one part, with what its variance costs. */
interface Row {
  readonly estimator: ComparedEstimator;
  readonly part: ComparedPart;
  /** Evaluations of f, a derivative counted by what it costs. */
  readonly work: number;
  /** Of a draw; null before it was timed. */
  readonly milliseconds: number | null;
}

/** A power of ten that numbers of this size are shown with; none for those that people read without. */
const powerOf = (value: number): number => {
  const power = Math.floor(Math.log10(value));
  return power >= -2 && power <= 3 ? 0 : power;
};

/** `0.0342 [0.0321, 0.0365]`, or `(3.42 [3.21, 3.65])e-5`: three digits of the value, as many places of the ends. */
export function shownVariance({ value, low, high }: Interval): string {
  if (value <= 0) return `${value === 0 ? 0 : value.toPrecision(2)}`;
  const power = powerOf(value);
  const scaled = value / 10 ** power;
  const places = Math.max(0, 2 - Math.floor(Math.log10(scaled)));
  const show = (number: number) => (number / 10 ** power).toFixed(places);
  const text = `${show(value)} [${show(low)}, ${show(high)}]`;
  return power === 0 ? text : `(${text})e${power}`;
}

export const percent = (value: number): string => {
  const hundredfold = 100 * value;
  return hundredfold === 0 ? '0' : hundredfold.toPrecision(hundredfold < 100 ? 2 : 3);
};

/** `none found above 1.2 %`, or `8.2 % [7.9, 8.5]`. */
function shownBias({
  bias_found: found,
  relative_bias: { value, low, high },
}: ComparedPart): string {
  if (!found) return `none found above ${percent(high)} %`;
  return `${percent(value)} % [${percent(low)}, ${percent(high)}]`;
}

/** `0.996 [0.994, 0.997]`, with as many places as the ends need to differ. */
function shownCosine({ cosine, cosine_low: low, cosine_high: high }: ComparedPart): string {
  if (cosine === null) return NOTHING;
  const places = Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(high - low))));
  const [value, ...ends] = [cosine, low, high].map((one) => one.toFixed(places));
  return `${value ?? ''} [${ends.join(', ')}]`;
}

/** A value beside the smallest of all: `1`, `× 3.42`. */
function shownRatio(value: number | null, best: number): string {
  // What has no variance costs nothing: there is nothing to compare.
  if (value === null || value === 0 || !Number.isFinite(value / best)) return NOTHING;
  return value === best ? '1' : `× ${(value / best).toPrecision(3)}`;
}

const times = (one: number, other: number | null): number | null =>
  other === null ? null : one * other;

const leastOf = (values: readonly (number | null)[]): number =>
  Math.min(...values.filter((value) => value !== null && value > 0).map(Number));

const rowsOf = (
  { estimators }: Comparison,
  timing: ComparisonTiming,
  name: string,
): readonly Row[] =>
  estimators
    .flatMap((estimator): Row[] => {
      const part = estimator.parts.find((one) => one.part === name);
      if (part === undefined) return [];
      const work = estimator.evaluations + estimator.derivatives * timing.derivative_cost;
      const milliseconds = timing.draws[estimator.label] ?? null;
      return [{ estimator, part, work, milliseconds }];
    })
    .sort(
      (one, other) => one.part.variance.value * one.work - other.part.variance.value * other.work,
    );

const columns = [
  ...['estimator', 'part', 'variance', 'variance_low', 'variance_high', 'batch_variance'],
  ...['evaluations', 'derivatives', 'work', 'variance_times_work', 'work_ratio'],
  ...['milliseconds', 'variance_times_milliseconds', 'time_ratio'],
  ...['relative_bias', 'relative_bias_low', 'relative_bias_high', 'bias_found'],
  ...['cosine', 'cosine_low', 'cosine_high', 'draws'],
];

/** The estimators of a comparison on one part, by variance × evaluations. */
export function comparisonTable(
  comparison: Comparison,
  timing: ComparisonTiming,
  name: string,
): Table {
  const rows = rowsOf(comparison, timing, name);
  const reference = comparison.reference.find(({ part }) => part === name);
  const perWork = rows.map(({ part, work }) => part.variance.value * work);
  const perTime = rows.map(({ part, milliseconds }) => times(part.variance.value, milliseconds));
  const [bestWork, bestTime] = [leastOf(perWork), leastOf(perTime)];
  const { point, options } = comparison;
  const between = reference?.batch_variance;
  const norm = Math.sqrt(Math.max(0, reference?.gradient_squared ?? 0));
  return {
    title:
      `Gradient of ${name === 'logits' ? 'the logits (per image)' : name} after ${point.step} steps: ` +
      `C = ${point.categories}, V = ${point.variables}, ${point.batch_size} images per batch`,
    heading: [
      ...['Estimator', 'Variance [95 %]', 'Evaluations', 'Variance × evaluations'],
      ...['ms', 'Variance × ms', 'Bias / |gradient| [95 %]', 'Cosine [95 %]', 'Draws'],
    ],
    rows: rows.map(({ estimator, part, work, milliseconds }, at) => [
      estimator.title,
      shownVariance(part.variance),
      work === estimator.evaluations ? String(work) : work.toPrecision(3),
      shownRatio(perWork[at] ?? null, bestWork),
      milliseconds === null ? NOTHING : milliseconds.toPrecision(3),
      shownRatio(perTime[at] ?? null, bestTime),
      shownBias(part),
      shownCosine(part),
      String(estimator.draws),
    ]),
    columns,
    cells: rows.map(({ estimator, part, work, milliseconds }, at) => {
      const { variance, relative_bias: bias } = part;
      const [ofWork, ofTime] = [perWork[at] ?? null, perTime[at] ?? null];
      return [
        ...[estimator.label, name, variance.value, variance.low, variance.high],
        ...[between?.value ?? null, estimator.evaluations, estimator.derivatives, work],
        ...[ofWork, ofWork === null ? null : ofWork / bestWork, milliseconds],
        ...[ofTime, ofTime === null ? null : ofTime / bestTime, bias.value, bias.low, bias.high],
        ...[String(part.bias_found), part.cosine, part.cosine_low, part.cosine_high],
        estimator.draws,
      ];
    }),
    notes: [
      ...(between === undefined
        ? []
        : [
            `Between random batches the exact gradient has a variance of ${shownVariance(between)}; its norm ` +
              `at the fixed ${options.batches === 1 ? 'batch' : `${options.batches} batches`} is ${norm.toPrecision(3)}.`,
          ]),
      `A derivative of f counts as ${timing.derivative_cost.toFixed(2)} evaluations, as measured here.`,
      'Ratios are to the best; times are medians of draws on this machine.',
    ],
  };
}
