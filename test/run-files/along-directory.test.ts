import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alongCells } from '../../src/figures/tables/along.ts';
import { AlongDirectory } from '../../src/run-files/along-directory.ts';
import { writeComparison } from '../support/comparisons/comparison-folder.ts';
import {
  syntheticComparison,
  syntheticTiming,
} from '../support/comparisons/synthetic-comparison.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A folder of `compare -o` with the comparisons of these seeds and steps. */
function folderWith(places: readonly string[], timing: typeof syntheticTiming | null): string {
  const folder = temporaryFolder();
  for (const place of places) writeComparison(join(folder, place), syntheticComparison, timing);
  return folder;
}

test('comparisons along training are found by run and seed, with rising steps', () => {
  const of = (seed: string) => [10, 9, 0].map((step) => `figure1/ars+-c10/${seed}/step-${step}`);
  const elsewhere = ['step-5', 'figure1/ars+-c10/seed-0/step-9/step-1', 'figure1/notes/step-3'];
  const folder = folderWith([...of('seed-10'), ...of('seed-2'), ...elsewhere], syntheticTiming);
  const points = new AlongDirectory(folder).points();
  expect(points.map(({ seed, step }) => `${seed} ${step}`)).toEqual([
    ...['seed-2 0', 'seed-2 9', 'seed-2 10'],
    ...['seed-10 0', 'seed-10 9', 'seed-10 10'],
  ]);
});

test('without compare-timing.json a derivative costs what is not known, and not nothing', () => {
  const place = 'figure1/ars+-c10/seed-0/step-0';
  const workIn = (timing: typeof syntheticTiming | null) => {
    const { columns, cells } = alongCells(
      new AlongDirectory(folderWith([place], timing)).points(),
      ['encoder'],
    );
    const at = (name: string) => columns.indexOf(name);
    return Object.fromEntries(cells.map((row) => [String(row[at('estimator')]), row[at('work')]]));
  };
  // One evaluation, and one derivative of 1.5.
  expect(workIn(syntheticTiming)).toMatchObject({ 'gumbel-softmax': 2.5, 'ars+': 10 });
  expect(workIn(null)).toMatchObject({ 'gumbel-softmax': null, 'ars+': 10 });
});
