import { expect, test } from 'vitest';
import { comparisonTable } from '../../../src/figures/tables/comparison.ts';
import { tableFormats } from '../../../src/figures/tables/formats.ts';
import { NO_TIMING } from '../../../src/run-files/comparison-file.ts';
import {
  syntheticComparison,
  syntheticTiming,
} from '../../support/comparisons/synthetic-comparison.ts';

const table = comparisonTable(syntheticComparison, syntheticTiming, 'encoder');

test('The table of a comparison ranks by variance × evaluations, and says what was not found', () => {
  expect(table.rows).toEqual([
    ['Exact', '0', '59049', '–', '9.00e+4', '–', 'none found above 0 %', '–', '200'],
    [
      ...['Mine & <others>', '(2.00 [1.80, 2.20])e-5', '4', '1', '–', '–'],
      ...['none found above 0.10 %', '–', '200'],
    ],
    [
      ...['Gumbel-softmax', '3.66 [3.29, 4.03]', '2.50', '× (1.14 [0.99, 1.32])e5', '6.00', '1'],
      ...['76 % [68, 84]', '0.9123 [0.9087, 0.9160]', '200'],
    ],
    [
      ...['ARS+', '177 [159, 195]', '10', '× (2.21 [1.92, 2.55])e7', '20.0', '× 161 [140, 186]'],
      ...['none found above 8.0 %', '–', '200'],
    ],
  ]);
});

test('The table of a comparison says what is not known without times', () => {
  const untimed = comparisonTable(syntheticComparison, NO_TIMING, 'encoder');
  expect(untimed.rows.map((row) => [row[0], row[2], row[3], row[5]])).toEqual([
    ['Exact', '59049', '–', '–'],
    ['Mine & <others>', '4', '1', '–'],
    ['ARS+', '10', '× (2.21 [1.92, 2.55])e7', '–'],
    // What its derivative costs is not known.
    ['Gumbel-softmax', '–', '–', '–'],
  ]);
  expect(untimed.notes.at(-1)).toMatch(/^No times are known/);
  // Draws that were added where compare-timing.json was missing.
  const draws = { 'ars+': 20 };
  const added = comparisonTable(syntheticComparison, { ...NO_TIMING, draws }, 'encoder');
  expect(added.notes.at(-2)).toMatch(/^What a derivative of f costs is not known/);
});

test('All formats print the table of a comparison', () => {
  expect(tableFormats.csv([table]).split('\n')).toHaveLength(5);
  expect(tableFormats.latex([table])).toContain(String.raw`Mine \& $<$others$>$`);
  expect(tableFormats.latex([table])).toContain(
    String.raw`$\times (2.21 [1.92, 2.55])\times 10^{7}$`,
  );
  expect(tableFormats.markdown([table])).toContain('Mine & &lt;others>');
});
