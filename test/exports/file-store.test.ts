import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportedRuns } from '../../src/exports/exported-run.ts';
import { exporter } from '../../src/exports/mlflow/file-store.ts';
import { readResults } from '../../src/figures/results.ts';
import { mixedResults } from '../support/figures/export-results.ts';
import { recordOf } from '../support/figures/results-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const runsIn = (folder: string) => {
  const results = readResults(folder);
  return exportedRuns(results, results.seeds, results.unreadable);
};

/** The text of every file below a folder, by path. */
function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

/** The folder of the run of this name. */
const placeOf = (files: Readonly<Record<string, string>>, name: string): string =>
  Object.entries(files)
    .find(([path, text]) => path.endsWith('/tags/mlflow.runName') && text === name)![0]
    .replace('/tags/mlflow.runName', '');

test('a file store has what MLflow reads of a run', () => {
  const out = temporaryFolder();
  exporter.write({ runs: runsIn(mixedResults().path), out });
  const files = filesBelow(out);
  const place = placeOf(files, 'ars-c3/seed-0');
  const [root, experiment, run] = place.split('/') as [string, string, string];
  const of = (name: string) => files[`${place}/${name}`];
  expect(run).toMatch(/^[0-9a-f]{32}$/);
  expect(files[`${root}/${experiment}/meta.yaml`]).toContain('name: "e"\n');
  expect(experiment).toMatch(/^[1-9]\d{17}$/);
  // The start of recordOf, half a second later, and 1.25 seconds later.
  expect(of('metrics/train_elbo')).toBe('1767323046178 -3.25 1\n1767323046928 -2.5 2\n');
  expect(of('metrics/grad_variance')).toBe('1767323046928 1e-7 2\n');
  expect(of('params/optimiser.encoderLearningRate')).toBe('0.001');
  expect(of('params/model.encoderHidden')).toBe('[4]');
  expect(of('params/seed')).toBe('0');
  expect(of('tags/mlflow.note.content')).toBe('two\nlines, "so"');
  expect(of('tags/tag.base line')).toBe('true');
  const meta = of('meta.yaml')!.split('\n');
  expect(meta).toContain('status: 3');
  expect(meta).toContain(`run_id: ${JSON.stringify(run)}`);
  expect(meta).toContain('start_time: 1767323045678');
  expect(meta).toContain('end_time: 1767323105678');
});

test('runs that are not complete say so, with their rows', () => {
  const out = temporaryFolder();
  exporter.write({ runs: runsIn(mixedResults().path), out });
  const files = filesBelow(out);
  const stateOf = (name: string) => {
    const place = placeOf(files, name);
    const status = /^status: (\d)$/m.exec(files[`${place}/meta.yaml`]!)![1];
    return [status, files[`${place}/tags/vae-bench.status`], `${place}/metrics/kl` in files];
  };
  expect(stateOf('reinforce-loo-c3-n3/seed-1')).toEqual(['4', 'failed', false]);
  expect(stateOf('arm-c2/seed-0')).toEqual(['4', 'damaged', false]);
  expect(stateOf('arm-c2/seed-10')).toEqual(['2', 'waiting', false]);
  expect(Object.keys(files).filter((path) => path.endsWith('runName'))).toHaveLength(6);
});

test('a later export gives the same bytes, follows the runs, and leaves alone what is not its own', () => {
  const out = temporaryFolder();
  const results = mixedResults();
  exporter.write({ runs: runsIn(results.path), out });
  const before = filesBelow(out);
  exporter.write({ runs: runsIn(results.path), out });
  expect(filesBelow(out)).toEqual(before);

  const place = placeOf(before, 'ars-c3/seed-0');
  writeFileSync(join(out, place, 'tags/mine'), 'kept');
  writeFileSync(join(out, place, 'metrics/stale'), '1 1 1\n');
  rmSync(results.join('e/reinforce-loo-c3-n3'), { recursive: true });
  results.seed('e/ars-c3/seed-0', {
    record: { ...recordOf('completed', 'completed all steps'), tags: ['b'] },
  });
  exporter.write({ runs: runsIn(results.path), out });
  const after = filesBelow(out);
  expect(after[`${place}/tags/mine`]).toBe('kept');
  expect(after[`${place}/tags/tag.b`]).toBe('true');
  expect(Object.keys(after)).not.toContain(`${place}/tags/tag.base line`);
  expect(Object.keys(after)).not.toContain(`${place}/metrics/stale`);
  const gone = placeOf(before, 'reinforce-loo-c3-n3/seed-1');
  expect(after[`${gone}/meta.yaml`]).toBe(before[`${gone}/meta.yaml`]);
});
