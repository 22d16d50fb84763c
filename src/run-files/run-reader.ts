import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readConfig } from './config-file.ts';
import type { KnownConfigs, StoredConfig } from './config-file.ts';
import { CsvRows } from './csv-rows.ts';
import { readCheckpointExtent, recordedExtent } from './extent.ts';
import type { CheckpointExtent, RecordedExtent } from './extent.ts';
import { FileCache, isSettled, stampOf } from './file-cache.ts';
import type { FileStamp } from './file-cache.ts';
import { readGrowingCsv } from './growing-csv.ts';
import type { GrowingCsv } from './growing-csv.ts';
import type { Damage, Reading } from './reading.ts';
import type { RunDirectory } from './run-directory.ts';
import { readPosterior } from './posterior-file.ts';
import type { PosteriorRecord } from './posterior-file.ts';
import { readRunRecord } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { readTask } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';

/** What the files of a run hold, at one moment. */
export interface RunReading {
  readonly config: StoredConfig | undefined;
  /** What can be read of run.json. */
  readonly record: Partial<RunRecord> | undefined;
  readonly task: TaskRecord | undefined;
  /** The sound rows of metrics.csv; undefined when there is no such file. */
  readonly metrics: CsvRows | undefined;
  readonly timing: CsvRows;
  /** What `vae-bench samples` measured; its damage is not the run's. */
  readonly posterior: Reading<PosteriorRecord>;
  /** What keeps the rows of metrics.csv from being used; null when nothing does. */
  readonly metricsDamage: Damage | null;
  /** All that is wrong with the run's files. */
  readonly damages: readonly Damage[];
}

type Part = 'config' | 'record' | 'task' | 'metrics' | 'timing' | 'checkpoint' | 'posterior';

/** Records come before what they are about: a run writes its rows first, then what it records of them. */
const parts: readonly Part[] = [
  ...(['config', 'record', 'task', 'checkpoint', 'metrics', 'timing'] as const),
  'posterior',
];

type Stamps = Readonly<Record<Part, FileStamp>>;

const stampsOf = (run: RunDirectory): Stamps =>
  Object.fromEntries(parts.map((part) => [part, stampOf(run[part])])) as Record<Part, FileStamp>;

const isSame = (one: Stamps, other: Stamps) =>
  parts.every((part) => one[part].text === other[part].text);

interface Found {
  readonly config: Reading<StoredConfig>;
  readonly record: Reading<Partial<RunRecord>>;
  readonly task: Reading<TaskRecord>;
  readonly checkpoint: CheckpointExtent | undefined;
  readonly metrics: GrowingCsv;
  readonly timing: GrowingCsv;
  readonly posterior: Reading<PosteriorRecord>;
}

/** A file that is there and says nothing, or not what it is there for. */
function damageOf<T>(
  { value, damage }: Reading<T>,
  says: (value: T) => boolean = () => true,
): Damage[] {
  return damage !== null && (value === undefined || !says(value)) ? [damage] : [];
}

function metricsDamageOf(run: RunDirectory, found: Found, recorded: RecordedExtent | undefined) {
  const { metrics, record } = found;
  const { status, steps } = record.value ?? {};
  const file = basename(run.metrics);
  if (metrics.damage !== null) return metrics.damage;
  if (metrics.rows === undefined) {
    const expected = status === 'completed' || (recorded?.bytes ?? 0) > 0;
    return expected ? { file, problem: 'is missing' } : null;
  }
  const last = metrics.rows.step(-1);
  if (status !== 'completed' || steps === undefined || last === steps) return null;
  return { file, problem: `ends at step ${last} of ${steps}` };
}

/** What is missing though other files say that it was there. */
function missingOf(run: RunDirectory, { config, record, metrics }: Found): Damage[] {
  const hasRows = (metrics.rows?.length ?? 0) > 0;
  const isMissing = <T>({ value, damage }: Reading<T>) => value === undefined && damage === null;
  const files = [
    ...(isMissing(config) && (hasRows || !isMissing(record)) ? [run.config] : []),
    ...(isMissing(record) && hasRows ? [run.record] : []),
  ];
  return files.map((file) => ({ file: basename(file), problem: 'is missing' }));
}

/** What was seen of a run, and when. */
interface Look {
  readonly stamps: Stamps;
  readonly looked: number;
  readonly found: Found;
  readonly reading: RunReading;
}

const isSameFound = (one: Found, other: Found) =>
  parts.every((part) => Object.is(one[part], other[part]));

/** The columns of CSV files that are kept besides the step; all where a list is left out. */
export interface KeptColumns {
  readonly metrics?: readonly string[];
  readonly timing?: readonly string[];
}

function readingOf(
  run: RunDirectory,
  found: Found,
  recorded: RecordedExtent | undefined,
): RunReading {
  const { config, record, task, metrics, timing, posterior } = found;
  const metricsDamage = metricsDamageOf(run, found, recorded);
  return {
    config: config.value,
    record: record.value,
    task: task.value,
    metrics: metrics.rows,
    timing: timing.rows ?? new CsvRows([], [], 0),
    posterior,
    metricsDamage,
    damages: [
      ...missingOf(run, found),
      ...damageOf(config),
      ...damageOf(record, ({ status }) => status !== undefined),
      ...(metricsDamage === null ? [] : [metricsDamage]),
      ...(timing.damage === null ? [] : [timing.damage]),
    ],
  };
}

/**
 * Reads the files of runs for those who look on, and again when they have changed: what has not changed is
 * what it was. Of metrics.csv, which grows, what is new is parsed. Never throws: what is wrong is damage.
 *
 * One reader serves everything that is said of a run, so that all of it agrees.
 */
export class RunReader {
  readonly #configs = new FileCache<Reading<StoredConfig>>();
  readonly #knownConfigs: KnownConfigs = new Map();
  readonly #records = new FileCache<Reading<Partial<RunRecord>>>(isDeepStrictEqual);
  readonly #tasks = new FileCache<Reading<TaskRecord>>(isDeepStrictEqual);
  readonly #checkpoints = new FileCache<CheckpointExtent | undefined>(isDeepStrictEqual);
  readonly #tables = new FileCache<GrowingCsv>();
  readonly #posteriors = new FileCache<Reading<PosteriorRecord>>(isDeepStrictEqual);
  readonly #runs = new Map<string, Look>();
  readonly #columns: KeptColumns;

  /** @param columns - of many long runs, fewer columns take less memory and time. */
  constructor(columns: KeptColumns = {}) {
    this.#columns = columns;
  }

  read(run: RunDirectory): RunReading {
    const looked = Date.now();
    const stamps = stampsOf(run);
    const before = this.#runs.get(run.path);
    const settled = (part: Part) => isSettled(stamps[part], before?.looked ?? 0);
    if (before !== undefined && isSame(before.stamps, stamps) && parts.every(settled)) {
      return before.reading;
    }
    const { found, recorded } = this.#readAll(run, stamps);
    const isNew = before === undefined || !isSameFound(before.found, found);
    const reading = isNew ? readingOf(run, found, recorded) : before.reading;
    // A run that starts over removes its files one by one: what was seen of them need not fit together.
    if (reading.damages.length > 0 && !isSame(stamps, stampsOf(run))) return this.read(run);
    this.#runs.set(run.path, { stamps, looked, found, reading });
    return reading;
  }

  #readAll(run: RunDirectory, stamps: Stamps) {
    const config = this.#configs.get(run.config, stamps.config, () =>
      readConfig(run.config, this.#knownConfigs),
    );
    const record = this.#records.get(run.record, stamps.record, () => readRunRecord(run.record));
    const task = this.#tasks.get(run.task, stamps.task, () => readTask(run.task));
    const checkpoint = this.#checkpoints.get(run.checkpoint, stamps.checkpoint, () =>
      readCheckpointExtent(run.checkpoint),
    );
    const recorded = recordedExtent(run, record.value ?? {}, checkpoint);
    const { text, changed } = stamps.metrics;
    // Another record is a reason to look at the file again.
    const stamp = { text: `${text} ${JSON.stringify(recorded)}`, changed };
    const metrics = this.#tables.get(run.metrics, stamp, (before) =>
      readGrowingCsv(run.metrics, before, recorded, this.#columns.metrics),
    );
    const timing = this.#tables.get(run.timing, stamps.timing, (before) =>
      readGrowingCsv(run.timing, before, undefined, this.#columns.timing),
    );
    const posterior = this.#posteriors.get(run.posterior, stamps.posterior, () =>
      readPosterior(run.posterior),
    );
    const found = { config, record, task, checkpoint, metrics, timing, posterior };
    return { found, recorded };
  }
}
