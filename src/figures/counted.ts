import { metrics } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import { NO_METRICS } from './results.ts';
import type { SeedResult } from './results.ts';
import type { CsvRow } from '../run-files/csv.ts';
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
  /** The last step that any sound seed has measured; 0 without a row. */
  readonly step: number;
  /** Seeds that reached the step with finite values all along. */
  readonly seeds: readonly SeedResult[];
  /** Seeds that are left out or are not complete, each with the reason. */
  readonly notes: readonly SeedNote[];
}

export const stepOf = (row: CsvRow | undefined): number => row?.step ?? 0;

/** The value of a metric; NaN where the column or the row is missing. */
export const valueOf = (row: CsvRow | undefined, metric: Metric): number =>
  row?.[metric] ?? Number.NaN;

const firstBad = ({ rows }: SeedResult, metric: Metric) =>
  rows.find((row) => !Number.isFinite(valueOf(row, metric)));

/** What is to be said of a seed whatever is compared; null when it is complete. */
function progressNote({ rows, config, problem, record }: SeedResult): string | null {
  const last = stepOf(rows.at(-1));
  const failure = record?.status === 'failed' ? `failed: ${record.reason ?? 'no reason'}` : null;
  const place = last < config.steps ? `at step ${last} of ${config.steps}` : null;
  // Without a record nobody has started it yet: that it has no files is no news.
  const waiting = record === undefined && problem === NO_METRICS ? 'not started' : problem;
  const parts =
    last === 0 ? [waiting ?? 'nothing measured yet', failure] : [problem, place, failure];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(', ');
}

/** What keeps a seed out of every mean of a metric; null when nothing does. */
function damageOf(seed: SeedResult, metric: Metric): string | null {
  const bad = firstBad(seed, metric);
  if (bad === undefined) return seed.problem;
  if (!(metric in bad)) return `metrics.csv has no column ${metric}`;
  return `${metrics[metric].title} is ${valueOf(bad, metric)} at step ${stepOf(bad)}`;
}

const lastStep = ({ rows }: SeedResult) => stepOf(rows.at(-1));

/** Why a seed does not count in a mean up to `step`; null when it does. */
function exclusion(seed: SeedResult, step: number, metric: Metric): string | null {
  const damage = damageOf(seed, metric);
  if (damage !== null) return damage;
  const last = lastStep(seed);
  return step > 0 && last === step ? null : `at step ${last} of ${step}`;
}

/**
 * The seeds that a mean over seeds is over. It is the same set at every step, so that no curve jumps
 * because a seed drops out: a seed that has not got as far as the others, or whose metric is not finite
 * somewhere, is left out as a whole, and named.
 */
export function countedSeeds({ seeds }: Series, metric: Metric): Counted {
  const sound = seeds.filter((seed) => damageOf(seed, metric) === null);
  // A seed that cannot count does not keep others out by having gone further.
  const step = Math.max(0, ...(sound.length > 0 ? sound : seeds).map(lastStep));
  const notes: SeedNote[] = [];
  const counted: SeedResult[] = [];
  for (const seed of seeds) {
    const excluded = exclusion(seed, step, metric);
    const text = [firstBad(seed, metric) === undefined ? null : excluded, progressNote(seed)]
      .filter((part) => part !== null)
      .join(', ');
    if (excluded === null) counted.push(seed);
    if (excluded !== null || text !== '') {
      notes.push({ path: seed.path, text: text || (excluded ?? ''), counted: excluded === null });
    }
  }
  return { step, seeds: counted, notes };
}
