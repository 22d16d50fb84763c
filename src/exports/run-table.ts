import { settings as allSettings } from '../config/settings.ts';
import { columnFacts, metricsColumns } from '../metrics/columns.ts';
import type { CsvRow } from '../run-files/csv-rows.ts';
import { timingColumns } from '../runs/columns.ts';
import { isMeasurement } from './exported-run.ts';
import type { ExportedRun } from './exported-run.ts';

type Cell = string | number | boolean | null;

/** A column of the table; a value that is missing is null. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number' | 'boolean';
  readonly cells: readonly Cell[];
}

/** A run at one row of its metrics.csv; without a row when it has none. */
interface Place {
  readonly run: ExportedRun;
  readonly row: CsvRow | undefined;
}

type Read = (place: Place) => unknown;

/** A column that every table has. */
export interface FixedColumn {
  readonly type: Column['type'];
  readonly meaning: string;
  readonly read: Read;
}

const text = (meaning: string, read: Read): FixedColumn => ({ type: 'text', meaning, read });
const integer = (meaning: string, read: Read): FixedColumn => ({ type: 'integer', meaning, read });

const setting = (path: string) => (place: Place) => place.run.settings[path];

/** Samples S stand in the run's name, where the estimator takes a number of them. */
const samplesOf = ({ run: { run } }: Place) => {
  const found = /-n(\d+)(-|$)/.exec(run)?.[1];
  return found === undefined ? null : Number(found);
};

/** What tells runs apart and says how far they are. */
export const runColumns: Readonly<Record<string, FixedColumn>> = {
  experiment: text('Name of the experiment.', ({ run }) => run.experiment),
  run: text('Name of the run.', ({ run }) => run.run),
  seed: integer('Seed.', ({ run }) => run.seed),
  folder: text('Folder of the run, relative to the exported one.', ({ run }) => run.path),
  status: text('State of the run, as `vae-bench status` has it.', ({ run }) => run.state),
  problem: text('Why the run is not complete, or what is damaged.', ({ run }) => run.problem),
  tags: text('Tags, divided by commas.', ({ run }) => run.tags.join(',') || null),
  note: text('Note.', ({ run }) => run.note),
  estimator: text('Estimator.', setting('estimator')),
  categories: integer('Categories C.', setting('categories')),
  variables: integer('Latent variables V.', setting('variables')),
  samples: integer('Samples S, where the estimator takes a number of them.', samplesOf),
  steps: integer('Training steps that the run is to take.', setting('steps')),
  batchSize: integer('Images per training step.', setting('batchSize')),
};

/** Settings that stand in a column above, or are places and words about a run. */
const notSettings = new Set([...Object.keys(runColumns), 'name', 'out', 'seeds', 'note']);

/** Where the numbers come from. */
export const originColumns: Readonly<Record<string, FixedColumn>> = {
  backend: text('Backend that computed the run.', ({ run }) => run.record?.backend?.name),
  threads: integer('Its threads.', ({ run }) => run.record?.backend?.threads),
  version: text('Version of vae-bench.', ({ run }) => run.record?.versions?.['vae-bench']),
  commit: text('Commit of vae-bench.', ({ run }) => run.record?.git?.commit),
  host: text('Host of the last start.', ({ run }) => run.record?.host),
  started: text('Time of the first start, ISO 8601, UTC.', ({ run }) => run.record?.started),
  ended: text('Time of the end.', ({ run }) => run.record?.ended),
};

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** The type that all values have; text when they have several. */
function typeOf(cells: readonly Cell[], wanted: Column['type'] | undefined): Column['type'] {
  const there = cells.filter((cell) => cell !== null);
  if (there.length === 0) return wanted ?? 'text';
  if (there.every((cell) => typeof cell === 'boolean')) return 'boolean';
  if (there.some((cell) => typeof cell !== 'number')) return 'text';
  return wanted === 'integer' && there.every(Number.isSafeInteger) ? 'integer' : 'number';
}

function column(name: string, wanted: Column['type'] | undefined, cells: readonly Cell[]): Column {
  const type = typeOf(cells, wanted);
  const texts = cells.map((cell) => (cell === null ? null : String(cell)));
  return { name, type, cells: type === 'text' ? texts : cells };
}

/** The settings whose value is not the same in all runs, in the order of docs/configuration.md. */
function differingSettings(runs: readonly ExportedRun[]): string[] {
  const known = allSettings().map(({ path }) => path);
  const place = (path: string) => {
    const at = known.findIndex((one) => path === one || path.startsWith(`${one}.`));
    return at < 0 ? known.length : at;
  };
  const configured = runs.filter(({ settings }) => Object.keys(settings).length > 0);
  const paths = [...new Set(configured.flatMap(({ settings }) => Object.keys(settings)))];
  return paths
    .filter((path) => !notSettings.has(path))
    .filter((path) => new Set(configured.map((one) => JSON.stringify(one.settings[path]))).size > 1)
    .toSorted((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
}

const counted = new Set<string>(
  metricsColumns.filter((name) =>
    ['steps', 'evaluations', 'derivatives'].includes(columnFacts[name].unit),
  ),
);

/** Columns of metrics.csv: those of this version, and then others that are there. */
function measuredColumns(runs: readonly ExportedRun[]): string[] {
  const there = runs.flatMap(({ rows }) => rows.columns);
  const others = [...new Set(there)].filter((name) => !metricsColumns.some((one) => one === name));
  return [...metricsColumns, ...others.toSorted()];
}

/**
 * One row per run, seed and step. A run without rows has one, without a step: no run is left out.
 *
 * @returns the columns, all of the same length: `runColumns`, settings that differ, metrics, times and
 *   `originColumns`.
 */
export function runTable(runs: readonly ExportedRun[]): Column[] {
  const places = runs.flatMap((run): Place[] =>
    run.rows.length === 0 ? [{ run, row: undefined }] : [...run.rows].map((row) => ({ run, row })),
  );
  const of = (name: string, type: Column['type'] | undefined, read: Read): Column =>
    column(
      name,
      type,
      places.map((place) => cellOf(read(place))),
    );
  const fixed = (columns: Readonly<Record<string, FixedColumn>>) =>
    Object.entries(columns).map(([name, { type, read }]) => of(name, type, read));
  return [
    ...fixed(runColumns),
    ...differingSettings(runs).map((path) => of(path, undefined, setting(path))),
    ...measuredColumns(runs).map((name) =>
      of(name, counted.has(name) ? 'integer' : 'number', ({ row }) =>
        isMeasurement(name, row?.step) ? row?.[name] : null,
      ),
    ),
    ...timingColumns
      .filter((name) => name !== 'step')
      .map((name) =>
        of(name, 'number', ({ run, row }) => run.timing.get(row?.step ?? NaN)?.[name]),
      ),
    ...fixed(originColumns),
  ];
}
