import { statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { UsageError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { replaceFile } from '../../../core/durable-files.ts';
import { shownPath } from '../../../core/text.ts';
import { shownMetrics } from '../../../metrics/table.ts';
import type { Metric } from '../../../metrics/table.ts';
import { columnsFor } from '../../../figures/columns.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { renderPng, renderSvg } from '../../../figures/plot/render.ts';
import { differenceData } from '../../../figures/plot/difference-data.ts';
import { figureData } from '../../../figures/plot/figure-data.ts';
import type { FigureData } from '../../../figures/plot/figure-data.ts';
import { figureSpec } from '../../../figures/plot/spec.ts';
import { readFolders, titleOf } from '../../../figures/folders.ts';
import type { SeedResult } from '../../../figures/results.ts';
import { panelsOf } from '../../../figures/panels.ts';
import { comparedBy } from '../../figures/comparison.ts';
import { curveOptions, selectedSeeds, warnOf } from '../../figures/selection.ts';
import { viewOf } from '../../figures/view.ts';
import { print } from '../../terminal/output.ts';
import { FILE } from './command.ts';
import type { PlotOptions } from './command.ts';

/** Both formats, beside the results; of several folders, in the working directory. */
function usualFiles(folders: readonly string[], figure: string): string[] {
  const [folder = '.', ...more] = folders;
  return [`${figure}.svg`, `${figure}.png`].map((name) =>
    join(more.length === 0 ? folder : '.', name),
  );
}

/**
 * What the operands name. A file after those of --out, as in `-o a.png b.svg`, is an operand to commander:
 * it is one more file to write, unless there is a folder of that name.
 */
function operandsOf({ folders: operands, out }: PlotOptions) {
  const isFile = (operand: string) =>
    out !== undefined &&
    FILE.test(operand) &&
    statSync(operand, { throwIfNoEntry: false })?.isDirectory() !== true;
  const folders = operands.filter((operand) => !isFile(operand));
  if (folders.length === 0)
    throw new UsageError('Name a results folder before the files of --out.');
  return { folders, files: out && [...out, ...operands.filter(isFile)] };
}

/** The rows of the figure: curves, or differences between two groups of runs. */
function figureOf(
  seeds: readonly SeedResult[],
  metrics: readonly Metric[],
  options: PlotOptions,
): FigureData {
  const curves = curveOptions(options);
  const { difference } = options;
  if (difference === undefined) {
    return figureData(panelsOf(seeds, viewOf(options, seeds)), metrics, curves);
  }
  if (curves.axis !== 'steps') {
    throw new UsageError(
      `--difference compares runs step by step: leave out --x ${curves.axis}, or give --x steps.`,
    );
  }
  if (curves.smoothing > 0) {
    throw new UsageError('--difference draws what was measured: leave out --smooth.');
  }
  const { groups, panels } = comparedBy('--difference', difference, options, seeds);
  const data = differenceData(panels, groups, metrics, curves);
  if (data.rows.length > 0) return data;
  throw new UsageError(
    `--difference ${difference.join(',')}: no two runs differ in this alone and share a seed here.`,
  );
}

/** Draws the curves of results folders, or their differences. */
export async function plot(options: PlotOptions): Promise<void> {
  const differences = options.difference !== undefined;
  const { folders, files = usualFiles(folders, differences ? 'difference' : 'figure') } =
    operandsOf(options);
  const metrics = options.metric ?? shownMetrics;
  const results = readFolders(folders, new RunReader(columnsFor(metrics)));
  const seeds = selectedSeeds(results, options);
  const data = figureOf(seeds, metrics, options);
  const title = options.title ?? titleOf(folders);
  const spec = figureSpec(data, { title, metrics, differences, ...curveOptions(options) });
  const svg = await renderSvg(spec);
  for (const file of files) {
    const bytes = extname(file) === '.svg' ? svg : renderPng(svg, options.scale);
    replaceFile(nodeFileSystem, resolve(file), Buffer.from(bytes));
  }
  await print(files.map((file) => `${shownPath(resolve(file))}\n`).join(''));
  warnOf(results, data.notes);
}
