/** When a run stops before its last step. */
export interface StoppingSettings {
  /** Measurements in a row without an improvement; null: the run takes all its steps. */
  readonly patience: number | null;
  /** By how much a measurement has to exceed the best one before it, in nats. */
  readonly minImprovement: number;
}

/** A measurement of the test bound, in nats. */
export interface MeasuredBound {
  readonly step: number;
  readonly test_bound: number;
}

/** The measurements in rows of metrics.csv. */
export const boundsOf = (rows: Iterable<Readonly<Record<string, number>>>): MeasuredBound[] =>
  Array.from(rows, ({ step = 0, test_bound: bound = Number.NaN }) => ({ step, test_bound: bound }));

/** The steps of a configuration, and what may end a run before them. */
export interface RunLength {
  readonly steps: number;
  readonly stopping: StoppingSettings;
  readonly evaluation: { readonly every: number };
}

/** Where the test bound has come to a standstill. */
export interface Plateau {
  /** The step of the last measurement: the run stops there. */
  readonly step: number;
  readonly best: MeasuredBound;
}

/**
 * Finds the first step at which the test bound has not improved for so many measurements in a row: a function of
 * the rows alone, so that a run which resumes decides as if it had not been stopped. The row that a run has after
 * its last step only does not count: a longer run has none there.
 *
 * @param rows - of metrics.csv, from the first on.
 */
export function plateauIn(
  rows: Iterable<MeasuredBound>,
  { stopping: { patience, minImprovement }, evaluation }: RunLength,
): Plateau | undefined {
  if (patience === null) return undefined;
  let best: MeasuredBound | undefined;
  let without = 0;
  for (const row of rows) {
    if (row.step % evaluation.every !== 0) continue;
    if (best === undefined || row.test_bound > best.test_bound + minImprovement) {
      best = row;
      without = 0;
    } else {
      without += 1;
      if (without >= patience) return { step: row.step, best };
    }
  }
  return undefined;
}

/** Why a run stopped. */
export function plateauText(
  { best }: Plateau,
  { patience, minImprovement }: StoppingSettings,
): string {
  const by = minImprovement === 0 ? '' : ` by more than ${minImprovement}`;
  return (
    `stopped early: the test bound has not risen above ${best.test_bound.toFixed(2)} nats (step ${best.step})` +
    `${by} in ${String(patience)} ${patience === 1 ? 'measurement' : 'measurements'}`
  );
}
