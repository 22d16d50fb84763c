import { isMeasured, metrics } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import { damageOf, NO_METRICS } from './results.ts';
import type { SeedResult } from './results.ts';
import { RememberedByKey } from './remembered.ts';
import type { Series } from './series.ts';

/** Something about a seed that readers of a mean have to know. */
export interface SeedNote {
  /** Folder of the seed: `ars+-c5/seed-2`. */
  readonly path: string;
  /** `at step 3000 of 5000`. */
  readonly text: string;
  /** Whether the seed counts in the mean all the same. */
  readonly counted: boolean;
}

/** A note for readers: `ars+-c5/seed-2: at step 3000 of 5000 (left out)`. */
export const shownNote = ({ path, text, counted }: SeedNote): string =>
  `${path}: ${text}${counted ? '' : ' (left out)'}`;

/** The seeds of a series that its mean is over. */
export interface Counted {
  /**
   * The last step that any sound seed has measured, or where seeds stopped early, that all complete ones have;
   * 0 without a row.
   */
  readonly step: number;
  /** Seeds that reached the step with finite values all along, with their rows up to it. */
  readonly seeds: readonly SeedResult[];
  /** Seeds that are left out or are not complete, each with the reason. */
  readonly notes: readonly SeedNote[];
}

/** The number of rows before the first that holds a measurement of a metric. */
function unmeasured({ rows }: SeedResult, metric: Metric): number {
  let rowsBefore = 0;
  while (rowsBefore < rows.length && !isMeasured(metric, rows.step(rowsBefore))) rowsBefore += 1;
  return rowsBefore;
}

/** The first row in which a metric is not finite; -1 without one. */
function firstBad(seed: SeedResult, metric: Metric): number {
  const values = seed.rows.column(metric);
  for (let at = unmeasured(seed, metric); at < values.length; at += 1) {
    if (!Number.isFinite(values[at])) return at;
  }
  return -1;
}

/** The values of a metric in the rows that hold a measurement of it, to be read only. */
export const measuredValues = (seed: SeedResult, metric: Metric): Float64Array =>
  seed.rows.column(metric).subarray(unmeasured(seed, metric));

/** The step of a seed's last row; 0 without one. */
const lastStepOf = ({ rows }: SeedResult): number => rows.step(-1);

/** What is to be said of a seed whatever is compared; null when it is complete. */
function progressNote(seed: SeedResult): string | null {
  const { config, problem, record, damages } = seed;
  const last = lastStepOf(seed);
  const failure = record?.status === 'failed' ? `failed: ${record.reason ?? 'no reason'}` : null;
  const early = record?.stopped_early === true ? 'stopped early ' : '';
  const place = last < config.steps ? `${early}at step ${last} of ${config.steps}` : null;
  // Without a record nobody has started it yet: that it has no files is no news.
  const waiting = record === undefined && problem === NO_METRICS ? 'not started' : problem;
  const damage = damages.length === 0 ? null : damageOf(seed);
  const nothing = last === 0 ? (damage ?? waiting ?? 'nothing measured yet') : damage;
  const parts = [nothing, last === 0 ? null : place, failure];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(', ');
}

/** What is wrong with a seed's values of a metric; null when nothing is. */
function valueProblem(seed: SeedResult, metric: Metric): string | null {
  const { rows } = seed;
  const bad = firstBad(seed, metric);
  if (bad < 0) return null;
  if (!rows.columns.includes(metric)) return `metrics.csv has no column ${metric}`;
  return `${metrics[metric].title} is ${rows.value(bad, metric)} at step ${rows.step(bad)}`;
}

/** Why a seed does not count in a mean up to `step`; null when it does. */
function exclusion(seed: SeedResult, step: number, bad: string | null): string | null {
  if (seed.problem !== null || bad !== null) return seed.problem ?? bad;
  const last = lastStepOf(seed);
  return step > 0 && last === step ? null : `at step ${last} of ${step}`;
}

function countAnew(seeds: readonly SeedResult[], metric: Metric): Counted {
  const looked = seeds.map((seed) => ({ seed, bad: valueProblem(seed, metric) }));
  const sound = looked.filter(({ seed, bad }) => seed.problem === null && bad === null);
  // A seed that cannot count does not keep others out by having gone further.
  const furthest = (sound.length > 0 ? sound : looked).map(({ seed }) => lastStepOf(seed));
  // To leave out seeds that stopped early would choose among seeds by how they did.
  const ended = sound.filter(({ seed }) => seed.record?.status === 'completed');
  const cut = ended.some(({ seed }) => seed.record?.stopped_early === true);
  const step = cut
    ? Math.min(...ended.map(({ seed }) => lastStepOf(seed)))
    : Math.max(0, ...furthest);
  const notes: SeedNote[] = [];
  const counted: SeedResult[] = [];
  for (const { seed: whole, bad } of looked) {
    const seed = cut ? { ...whole, rows: whole.rows.upTo(step) } : whole;
    const excluded = exclusion(seed, step, bad);
    const text = [bad, progressNote(whole)].filter((part) => part !== null).join(', ');
    if (excluded === null) counted.push(seed);
    if (excluded !== null || text !== '') {
      notes.push({ path: seed.path, text: text || (excluded ?? ''), counted: excluded === null });
    }
  }
  return { step, seeds: counted, notes };
}

/** Every mean, table and list of notes asks the same of the same seeds. */
const known = new RememberedByKey<Metric, Counted>();

/**
 * The seeds that a mean over seeds is over. It is the same set at every step, so that no curve jumps
 * because a seed drops out: a seed that has not got as far as the others, or whose metric is not finite
 * somewhere, is left out as a whole, and named. Where seeds have stopped early, the mean goes as far as the one
 * that stopped first.
 */
export const countedSeeds = ({ seeds }: Series, metric: Metric): Counted =>
  known.get(metric, seeds, () => countAnew(seeds, metric));
