import type { AlongPoint } from '../../run-files/along-directory.ts';
import { alongRuns, biasedLines } from '../along.ts';
import type { AlongBias, AlongLine, AlongRun, AlongValue } from '../along.ts';
import { NOTHING } from '../format.ts';
import { comparisonTable, percent, shownVariance } from './comparison.ts';
import type { Cells, Table } from './table.ts';

const places = ['experiment', 'run', 'seed', 'step', 'trained_by', 'categories', 'variables'];

/** Every estimator of every comparison on these parts, one row each: along.csv. */
export function alongCells(points: readonly AlongPoint[], parts: readonly string[]): Cells {
  const tables = points.flatMap(({ experiment, run, seed, step, comparison, timing }) => {
    const { estimator, categories, variables } = comparison.point;
    const place = [experiment, run, seed, step, estimator, categories, variables];
    return parts.map((part) => ({ place, table: comparisonTable(comparison, timing, part) }));
  });
  return {
    columns: [...places, ...(tables[0]?.table.columns ?? [])],
    cells: tables.flatMap(({ place, table }) => table.cells.map((cells) => [...place, ...cells])),
  };
}

const grouped = (step: number): string => step.toLocaleString('en');

const shownSeeds = ({ seeds: [first = '', ...more] }: AlongRun): string =>
  more.length === 0 ? first : `${more.length + 1} seeds`;

/** `8.2 % [7.9, 8.5]`, or what it is below where none was found; `0 %` where the twin draws the same. */
function shownBias({ value, low, high, found }: AlongBias): string {
  if (found) return `${percent(value)} % [${percent(low)}, ${percent(high)}]`;
  return high === 0 ? '0 %' : `< ${percent(high)} %`;
}

function tableOf<Value extends AlongValue>(
  run: AlongRun,
  lines: readonly AlongLine[],
  what: string,
  { of, show }: { of: (line: AlongLine) => readonly Value[]; show: (value: Value) => string },
): Table {
  const { name, categories, variables, steps, leftOut, seeds } = run;
  return {
    title: `${what} along ${name} (C = ${categories}, V = ${variables}, ${shownSeeds(run)})`,
    heading: ['Estimator', ...steps.map((step) => `step ${grouped(step)}`)],
    rows: lines.map((line) => [
      line.label,
      ...steps.map((step) => {
        const value = of(line).find((one) => one.step === step);
        return value === undefined ? NOTHING : show(value);
      }),
    ]),
    columns: [],
    cells: [],
    notes: [
      ...(seeds.length === 1
        ? ['Intervals of 95 % are those of the draws at the run’s parameters.']
        : ['Means over seeds, with Student’s intervals of 95 % over seeds.']),
      ...(leftOut.length === 0
        ? []
        : [`Not at all seeds, and left out: ${leftOut.map(grouped).join(', ')}.`]),
    ],
  };
}

/** For each run its estimators' variance, and the bias of those that have one, by step. */
export function alongTables(points: readonly AlongPoint[], part: string): Table[] {
  const runs = alongRuns(points, part);
  const gradient = part === 'logits' ? 'of the logits (per image)' : `of ${part}`;
  return runs.flatMap((run, at) => {
    const variance = tableOf(run, run.lines, `Variance [95 %] of the gradient ${gradient}`, {
      of: (line) => line.variance,
      show: shownVariance,
    });
    const biased = biasedLines(run);
    const bias = tableOf(run, biased, `Bias / |gradient| [95 %] ${gradient}`, {
      of: (line) => line.bias,
      show: shownBias,
    });
    // Programs get all of it once.
    const programs = at === 0 ? alongCells(points, [part]) : {};
    return [{ ...variance, ...programs }, ...(biased.length === 0 ? [] : [bias])];
  });
}
