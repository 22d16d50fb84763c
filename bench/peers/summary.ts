import { median, quantile } from 'simple-statistics';
import { BASELINE } from './contenders.ts';
import type { Measured } from './rotation.ts';

/** A median with the quartiles around it. */
interface Spread {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** One row of the table. */
export interface Row {
  readonly estimator: string;
  readonly threads: number;
  readonly contender: string;
  readonly description: string;
  /** Milliseconds per step, over all steps of all rounds. */
  readonly milliseconds: Spread;
  /** Its median of a round divided by vae-bench's of the same round, over rounds. */
  readonly ratio: Spread;
  readonly warmUpSeconds: number;
  readonly idleLoad: number;
  /** Milliseconds of every step, round by round. */
  readonly rounds: Measured['rounds'];
}

function spread(values: readonly number[]): Spread {
  const [lower = Number.NaN, middle = Number.NaN, upper = Number.NaN] = quantile(
    [...values],
    [0.25, 0.5, 0.75],
  );
  return { lower, median: middle, upper };
}

/**
 * One row per contender.
 *
 * Ratios are taken round by round, so that a round on a slow machine weighs no more than others.
 *
 * @throws Error when vae-bench is not among the contenders.
 */
export function summarise(
  estimator: string,
  threads: number,
  measured: readonly Measured[],
): Row[] {
  const baseline = measured.find(({ name }) => name === BASELINE);
  if (baseline === undefined) throw new Error(`${BASELINE} was not measured`);
  const baselineRounds = baseline.rounds.map((round) => median([...round]));
  return measured.map(({ name, description, rounds, warmUpSeconds, idleLoad }) => ({
    estimator,
    threads,
    contender: name,
    description,
    milliseconds: spread(rounds.flat()),
    ratio: spread(
      rounds.map((round, at) => median([...round]) / (baselineRounds[at] ?? Number.NaN)),
    ),
    warmUpSeconds,
    idleLoad,
    rounds,
  }));
}

const HEADING = [
  'estimator',
  'threads',
  'contender',
  'ms/step (quartiles)',
  'ratio to vae-bench (quartiles)',
  'warm-up s',
];

function shown({ lower, median: middle, upper }: Spread, digits: number): string {
  const [low, mid, high] = [lower, middle, upper].map((value) => value.toFixed(digits));
  return `${mid ?? ''} (${low ?? ''}–${high ?? ''})`;
}

/** The table's cells, the heading first. */
export function tableOf(rows: readonly Row[]): string[][] {
  return [
    HEADING,
    ...rows.map((row) => [
      row.estimator,
      String(row.threads),
      row.contender,
      shown(row.milliseconds, 1),
      row.contender === BASELINE ? '1' : shown(row.ratio, 2),
      row.warmUpSeconds.toFixed(1),
    ]),
  ];
}
