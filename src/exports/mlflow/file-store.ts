import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder, namesIn } from '../../core/folders.ts';
import { nodeFileSystem } from '../../core/file-system.ts';
import { removeIfThere } from '../../core/files.ts';
import { replaceIfOther } from '../../core/durable-files.ts';
import type { Exporter } from '../contract.ts';
import type { RunState } from '../../sweeps/run-status.ts';
import type { ExportedRun } from '../exported-run.ts';
import { metricsOf, ownTags, parametersOf, tagsOf, timeOf } from './entries.ts';
import type { Entries } from './entries.ts';
import { experimentId, runIdentifier } from './names.ts';
import { yaml } from './yaml.ts';

/** MLflow's numbers of states: 1 running, 2 scheduled, 3 finished, 4 failed, 5 killed. */
const statuses: Readonly<Record<RunState, number>> = {
  waiting: 2,
  running: 1,
  completed: 3,
  extend: 3,
  failed: 4,
  damaged: 4,
  interrupted: 5,
  silent: 5,
  stopped: 5,
};

function write(path: string, text: string): void {
  replaceIfOther(nodeFileSystem, path, Buffer.from(text));
}

/**
 * Leaves a folder with these files.
 *
 * @param isOurs - which other files are from an earlier export, and go; people add tags of their own.
 */
function writeEntries(folder: string, entries: Entries, isOurs: (name: string) => boolean): void {
  makeFolder(nodeFileSystem, folder);
  for (const [name, text] of entries) write(join(folder, name), text);
  for (const name of namesIn(nodeFileSystem, folder)) {
    if (!entries.has(name) && isOurs(name)) removeIfThere(nodeFileSystem, join(folder, name));
  }
}

function writeRun(folder: string, experiment: string, run: ExportedRun): void {
  const id = runIdentifier(run);
  const place = join(folder, id);
  makeFolder(nodeFileSystem, join(place, 'artifacts'));
  const always = () => true;
  writeEntries(join(place, 'params'), parametersOf(run), always);
  writeEntries(join(place, 'metrics'), metricsOf(run), always);
  writeEntries(join(place, 'tags'), tagsOf(run), (name) =>
    ownTags.some((beginning) => name.startsWith(beginning)),
  );
  const { record, state } = run;
  const text = yaml({
    artifact_uri: pathToFileURL(join(place, 'artifacts')).href,
    end_time: state === 'running' ? null : timeOf(record?.ended),
    entry_point_name: '',
    experiment_id: experiment,
    lifecycle_stage: 'active',
    run_id: id,
    run_name: `${run.run}/seed-${run.seed}`,
    run_uuid: id,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: timeOf(record?.started),
    status: statuses[state],
    tags: [],
    user_id: '',
  });
  // MLflow finds a run by this file, which therefore comes last.
  write(join(place, 'meta.yaml'), text);
}

function writeExperiment(folder: string, name: string, runs: readonly ExportedRun[]): void {
  const id = experimentId(name);
  const place = join(folder, id);
  const times = runs
    .flatMap(({ record }) => [timeOf(record?.started), timeOf(record?.ended)])
    .filter((time) => time !== null);
  makeFolder(nodeFileSystem, place);
  const text = yaml({
    artifact_location: pathToFileURL(place).href,
    creation_time: times.length === 0 ? 0 : Math.min(...times),
    experiment_id: id,
    last_update_time: times.length === 0 ? 0 : Math.max(...times),
    lifecycle_stage: 'active',
    name,
  });
  write(join(place, 'meta.yaml'), text);
  for (const run of runs) writeRun(place, id, run);
}

/**
 * A file store of MLflow: one experiment per experiment, one run per run and seed. What other runs and
 * experiments are in it stays, and so do the tags that people gave to these.
 */
export const exporter: Exporter = {
  write: ({ runs, out }) => {
    const folder = join(out, 'mlruns');
    for (const name of new Set(runs.map(({ experiment }) => experiment))) {
      const its = runs.filter(({ experiment }) => experiment === name);
      writeExperiment(folder, name, its);
    }
    return [folder];
  },
};
