import { metricsColumns } from '../../metrics/columns.ts';
import { timingColumns } from '../../runs/columns.ts';
import { isMeasurement } from '../exported-run.ts';
import type { ExportedRun } from '../exported-run.ts';
import { keyOf } from './names.ts';

/** File names below a run's folder and what they hold. */
export type Entries = ReadonlyMap<string, string>;

/** What MLflow takes of a parameter and of a tag, in characters. */
const MOST_PARAMETER = 6000;
const MOST_TAG = 8000;

/** Words about a run, which are tags. */
const notParameters = new Set(['tags', 'note', 'out', 'seeds']);

/** One line: MLflow refuses a file with more. */
function parameter(value: unknown): string {
  const plain = typeof value === 'string' && !/[\r\n]/.test(value);
  return (plain ? value : JSON.stringify(value)).slice(0, MOST_PARAMETER);
}

/** The settings of a run and its seed. */
export const parametersOf = ({ settings, seed }: ExportedRun): Entries =>
  new Map(
    [...Object.entries(settings), ['seed', seed] as const]
      .filter(([path]) => !notParameters.has(path))
      .map(([path, value]) => [keyOf(path), parameter(value)]),
  );

/** Milliseconds since 1970 of a time in run.json. */
export function timeOf(time: string | null | undefined): number | null {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) ? null : parsed;
}

/**
 * Lines `time value step` of every metric. Times are those of TensorBoard's event file: the start of the
 * run and its running time.
 */
export function metricsOf({ rows, timing, record }: ExportedRun): Entries {
  const start = timeOf(record?.started) ?? 0;
  const lines = new Map<string, string>();
  for (const row of rows) {
    const { step = 0 } = row;
    const times = timing.get(step);
    const time = start + Math.round(1000 * (times?.seconds ?? 0));
    const known = [...metricsColumns, ...timingColumns];
    for (const name of new Set([...known, ...Object.keys(row)])) {
      const value = row[name] ?? times?.[name] ?? Number.NaN;
      if (name === 'step' || Number.isNaN(value) || !isMeasurement(name, step)) continue;
      const key = keyOf(name);
      lines.set(key, `${lines.get(key) ?? ''}${time} ${value} ${step}\n`);
    }
  }
  return lines;
}

/** Beginnings of the tags that are ours: a later export removes those that no longer hold. */
export const ownTags = ['vae-bench.', 'tag.'] as const;

/** Name, state, note and tags of a run. */
export function tagsOf({ run, seed, path, state, problem, note, ...about }: ExportedRun): Entries {
  const { tags, record } = about;
  const entries: [string, string | null | undefined][] = [
    ['mlflow.runName', `${run}/seed-${seed}`],
    ['mlflow.source.name', 'vae-bench'],
    ['mlflow.source.type', 'LOCAL'],
    ['mlflow.source.git.commit', record?.git?.commit],
    ['mlflow.note.content', note],
    ['vae-bench.status', state],
    ['vae-bench.problem', problem],
    ['vae-bench.folder', path],
    ['vae-bench.version', record?.versions?.['vae-bench']],
    ['vae-bench.backend', record?.backend?.description],
    ...tags.map((tag): [string, string] => [`tag.${keyOf(tag)}`, 'true']),
  ];
  return new Map(
    entries.flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value.slice(0, MOST_TAG)] as const],
    ),
  );
}
