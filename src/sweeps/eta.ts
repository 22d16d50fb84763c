/** A run on its way. */
interface RunningWork {
  /** The whole run's, as `Cost.work`. */
  readonly work: number;
  /** Share that is left, in [0, 1]. */
  readonly left: number;
  /** Null before its speed is known. */
  readonly remainingSeconds: number | null;
}

/** What a sweep still has to do. */
interface RemainingWork {
  readonly running: readonly RunningWork[];
  /** `Cost.work` of the runs that wait. */
  readonly waiting: readonly number[];
  /** Runs at a time. */
  readonly jobs: number;
  /** Runs that ended in this launch, with the seconds they took. */
  readonly done: readonly { readonly work: number; readonly seconds: number }[];
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/**
 * Seconds until the last run ends: those on their way at their own speed, the others at the speed that
 * was seen so far, spread evenly over the jobs; null before any speed is known.
 */
export function remainingSeconds({ running, waiting, jobs, done }: RemainingWork): number | null {
  const known = running.filter(({ remainingSeconds: seconds }) => seconds !== null);
  const seen = [
    ...done,
    ...known.map(({ work, left, remainingSeconds: seconds }) => ({
      work: work * left,
      seconds: seconds ?? 0,
    })),
  ].filter(({ work }) => work > 0);
  if (seen.length === 0) return null;
  const rate = sum(seen.map(({ seconds }) => seconds)) / sum(seen.map(({ work }) => work));
  const remaining = running.map(
    ({ work, left, remainingSeconds: seconds }) => seconds ?? work * left * rate,
  );
  const total = sum(remaining) + rate * sum(waiting);
  return Math.max(0, ...remaining, total / jobs);
}
