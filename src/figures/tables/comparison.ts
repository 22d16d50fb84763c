import type {
  ComparedPart,
  Comparison,
  ComparisonTiming,
} from '../../run-files/comparison-file.ts';
import { NOTHING } from '../format.ts';
import { leastOf, ratioOf, varianceCosts } from '../variance-costs.ts';
import type { VarianceCost } from '../variance-costs.ts';
import type { Table } from './table.ts';

type Interval = ComparedPart['variance'];

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

/** A cost beside the smallest: `1`, `× 3.42 [3.31, 3.53]`. */
function shownRatio(cost: Interval | null, least: Interval | undefined): string {
  // What has no variance costs nothing: there is nothing to compare.
  if (cost === null || least === undefined || !(cost.value > 0)) return NOTHING;
  if (cost.value === least.value) return '1';
  return `× ${shownVariance(ratioOf(cost, least))}`;
}

const shownWork = ({ work, estimator }: VarianceCost): string => {
  if (work === null) return NOTHING;
  return work === estimator.evaluations ? String(work) : work.toPrecision(3);
};

const ratios = (name: string) => [name, `${name}_low`, `${name}_high`];
const columns = [
  ...['estimator', 'part', 'variance', 'variance_low', 'variance_high', 'batch_variance'],
  ...['evaluations', 'derivatives', 'work', 'variance_times_work', ...ratios('work_ratio')],
  ...['milliseconds', 'variance_times_milliseconds', ...ratios('time_ratio')],
  ...['relative_bias', 'relative_bias_low', 'relative_bias_high', 'bias_found'],
  ...['cosine', 'cosine_low', 'cosine_high', 'draws'],
];

/** A cost with its ratio to the smallest, for programs. */
function costCells(cost: Interval | null, least: Interval | undefined): (number | null)[] {
  const ratio = cost === null || least === undefined ? null : cost.value / least.value;
  if (ratio === null) return [cost?.value ?? null, null, null, null];
  if (ratio === 0 || ratio === 1) return [cost?.value ?? null, ratio, ratio, ratio];
  const { low, high } = ratioOf(cost as Interval, least as Interval);
  return [cost?.value ?? null, ratio, low, high];
}

/** What the times are, as far as they are known. */
function timeNotes({ derivative_cost: cost, draws }: ComparisonTiming): string[] {
  if (cost === null && Object.keys(draws).length === 0) {
    return ['No times are known: compare-timing.json is missing or damaged.'];
  }
  return [
    cost === null
      ? 'What a derivative of f costs is not known: it is measured when the reference is drawn.'
      : `A derivative of f counts as ${cost.toFixed(2)} evaluations, as measured here.`,
    'Ratios are to the best; times are medians of draws on this machine.',
  ];
}

function notesOf(
  { reference, options }: Comparison,
  timing: ComparisonTiming,
  name: string,
): string[] {
  const found = reference.find(({ part }) => part === name);
  const norm = Math.sqrt(Math.max(0, found?.gradient_squared ?? 0));
  const batches = options.batches === 1 ? 'batch' : `${options.batches} batches`;
  return [
    ...(found === undefined
      ? []
      : [
          'Between random batches the exact gradient has a variance of ' +
            `${shownVariance(found.batch_variance)}; its norm at the fixed ${batches} is ${norm.toPrecision(3)}.`,
        ]),
    ...timeNotes(timing),
  ];
}

const order = ({ perWork }: VarianceCost): number => perWork?.value ?? Number.POSITIVE_INFINITY;

/** The estimators of a comparison on one part, by variance × evaluations. */
export function comparisonTable(
  comparison: Comparison,
  timing: ComparisonTiming,
  name: string,
): Table {
  const rows = varianceCosts(comparison, timing, name).toSorted((one, other) =>
    order(one) === order(other) ? 0 : order(one) - order(other),
  );
  const leastWork = leastOf(rows.map(({ perWork }) => perWork));
  const leastTime = leastOf(rows.map(({ perTime }) => perTime));
  const between = comparison.reference.find(({ part }) => part === name)?.batch_variance;
  const { point } = comparison;
  return {
    title:
      `Gradient of ${name === 'logits' ? 'the logits (per image)' : name} after ${point.step} steps: ` +
      `C = ${point.categories}, V = ${point.variables}, ${point.batch_size} images per batch`,
    heading: [
      ...['Estimator', 'Variance [95 %]', 'Evaluations', 'Variance × evaluations'],
      ...['ms', 'Variance × ms', 'Bias / |gradient| [95 %]', 'Cosine [95 %]', 'Draws'],
    ],
    rows: rows.map((row) => [
      row.estimator.title,
      shownVariance(row.part.variance),
      shownWork(row),
      shownRatio(row.perWork, leastWork),
      row.milliseconds === null ? NOTHING : row.milliseconds.toPrecision(3),
      shownRatio(row.perTime, leastTime),
      shownBias(row.part),
      shownCosine(row.part),
      String(row.estimator.draws),
    ]),
    columns,
    cells: rows.map(({ estimator, part, work, milliseconds, perWork, perTime }) => {
      const { variance, relative_bias: bias } = part;
      return [
        ...[estimator.label, name, variance.value, variance.low, variance.high],
        ...[between?.value ?? null, estimator.evaluations, estimator.derivatives, work],
        ...[...costCells(perWork, leastWork), milliseconds],
        ...[...costCells(perTime, leastTime), bias.value, bias.low, bias.high],
        ...[String(part.bias_found), part.cosine, part.cosine_low, part.cosine_high],
        estimator.draws,
      ];
    }),
    notes: notesOf(comparison, timing, name),
  };
}
