import { mean } from 'simple-statistics';
import type { AlongPoint } from '../run-files/along-directory.ts';
import type { ComparedEstimator, ComparedPart } from '../run-files/comparison-file.ts';
import { appearanceOf, isMerged } from './appearance.ts';
import { estimate, intervalOf } from './estimate.ts';
import { distinctLooks } from './looks.ts';
import type { Look } from './looks.ts';

/** A value after a step, with its 95 % interval. */
export interface AlongValue {
  readonly step: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** ‖bias‖ / ‖∇‖ after a step. */
export interface AlongBias extends AlongValue {
  /** Whether it has a bias as far as the draws can tell, at one seed or more; otherwise `high` is what it may be at most. */
  readonly found: boolean;
}

/** An estimator along the training of one run. */
export interface AlongLine extends Look {
  /** As it was asked for: `reinforce-loo:n=10`. */
  readonly key: string;
  /** Its title, which no other line of the run has. */
  readonly label: string;
  readonly unbiased: boolean;
  readonly variance: readonly AlongValue[];
  readonly bias: readonly AlongBias[];
}

/** The estimators along the training of one run, whose seeds count together. */
export interface AlongRun {
  /** `figure1/ars+-c10`. */
  readonly name: string;
  readonly categories: number;
  readonly variables: number;
  /** `seed-0`. */
  readonly seeds: readonly string[];
  /** That all seeds have, rising. */
  readonly steps: readonly number[];
  /** Of some seeds only: they are left out. */
  readonly leftOut: readonly number[];
  readonly lines: readonly AlongLine[];
}

type Interval = ComparedPart['variance'];

/**
 * The mean over seeds with Student's interval, on a scale; of one seed the interval of its draws.
 *
 * @param to - onto the scale; `from` leads back.
 */
function over(
  intervals: readonly Interval[],
  to: (value: number) => number,
  from: (value: number) => number,
): Interval {
  const [first] = intervals;
  const all = estimate(intervals.map(({ value }) => to(value)));
  const interval = all && intervalOf(all);
  if (first === undefined || all === undefined || !interval) {
    return first ?? { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  }
  return { value: from(all.mean), low: from(interval.low), high: from(interval.high) };
}

const itself = (value: number): number => value;
const notNegative = (value: number): number => Math.max(0, value);

/** Variances vary by factors: their mean is that of logarithms, where they have one. */
function varianceOver(parts: readonly ComparedPart[]): Interval {
  const variances = parts.map(({ variance }) => variance);
  return variances.every(({ value }) => value > 0)
    ? over(variances, Math.log, Math.exp)
    : over(variances, itself, notNegative);
}

const biasOver = (parts: readonly ComparedPart[]): Interval =>
  over(
    parts.map(({ relative_bias }) => relative_bias),
    itself,
    notNegative,
  );

interface SeenEstimator {
  readonly estimator: ComparedEstimator;
  readonly step: number;
  readonly part: ComparedPart;
}

function lineOf(
  seen: readonly SeenEstimator[],
  { steps, seeds, categories }: Pick<AlongRun, 'steps' | 'seeds' | 'categories'>,
  names: readonly string[],
): AlongLine | undefined {
  const [first] = seen;
  if (first === undefined) return undefined;
  const { label: key, name, title, unbiased, evaluations } = first.estimator;
  const at = (step: number) => seen.filter((one) => one.step === step).map(({ part }) => part);
  // A mean over other seeds at every step would show differences that are none.
  const whole = steps.filter((step) => at(step).length === seeds.length);
  const { colour, marker } = appearanceOf(name, names);
  return {
    ...{ key, label: title, unbiased, colour, marker },
    merged: isMerged(name, categories, evaluations),
    variance: whole.map((step) => ({ step, ...varianceOver(at(step)) })),
    bias: whole.map((step) => ({
      ...{ step, ...biasOver(at(step)) },
      found: at(step).some(({ bias_found }) => bias_found),
    })),
  };
}

/** Lines with titles that differ: labels tell those apart that have the same one. */
function withOwnTitles(lines: readonly AlongLine[]): AlongLine[] {
  const isShared = ({ label }: AlongLine) => lines.filter((one) => one.label === label).length > 1;
  return lines.map((line) =>
    isShared(line) ? { ...line, label: `${line.label} (${line.key})` } : line,
  );
}

function runOf(name: string, points: readonly AlongPoint[], partName: string): AlongRun {
  const { categories, variables } = (points[0] as AlongPoint).comparison.point;
  const seeds = [...new Set(points.map(({ seed }) => seed))];
  const all = [...new Set(points.map(({ step }) => step))].sort((one, other) => one - other);
  const isWhole = (step: number) =>
    points.filter((point) => point.step === step).length === seeds.length;
  const steps = all.filter(isWhole);
  const seen = points.flatMap(({ step, comparison }) =>
    comparison.estimators.flatMap((estimator): SeenEstimator[] => {
      const part = estimator.parts.find((one) => one.part === partName);
      return part === undefined ? [] : [{ estimator, step, part }];
    }),
  );
  const labels = [...new Set(seen.map(({ estimator }) => estimator.label))];
  const names = seen.map(({ estimator }) => estimator.name);
  const lines = labels.flatMap(
    (label) =>
      lineOf(
        seen.filter(({ estimator }) => estimator.label === label),
        { steps, seeds, categories },
        names,
      ) ?? [],
  );
  const leftOut = all.filter((step) => !isWhole(step));
  return { ...{ name, categories, variables, seeds, steps, leftOut }, lines: withOwnTitles(lines) };
}

/** By the mean over steps of the logarithm, the smallest first; a line without any variance before all. */
function sizeOf({ variance }: AlongLine): number {
  const sizes = variance.filter(({ value }) => value > 0).map(({ value }) => Math.log(value));
  return sizes.length === 0 ? Number.NEGATIVE_INFINITY : mean(sizes);
}

/** The runs of these points on one part of the gradient, with looks that differ within each. */
export function alongRuns(points: readonly AlongPoint[], part: string): AlongRun[] {
  const nameOf = ({ experiment, run }: AlongPoint) => `${experiment}/${run}`;
  const runs = [...new Set(points.map(nameOf))].map((name) =>
    runOf(
      name,
      points.filter((point) => nameOf(point) === name),
      part,
    ),
  );
  const looks = distinctLooks(
    runs.map(({ lines }) => lines),
    ({ label }) => label,
  );
  return runs.map((run, at) => ({
    ...run,
    lines: (looks[at] ?? []).toSorted((one, other) => sizeOf(one) - sizeOf(other)),
  }));
}

/** Lines whose bias is worth a look: those of estimators that have one, by definition or as found. */
export const biasedLines = ({ lines }: AlongRun): AlongLine[] =>
  lines.filter(({ unbiased, bias }) => !unbiased || bias.some(({ found }) => found));
