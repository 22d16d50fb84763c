import { basename, extname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { nodeFileSystem, replaceFile } from '../core/files.ts';
import { shownPath } from '../core/text.ts';
import { shownMetrics } from '../metrics/table.ts';
import { renderPng, renderSvg } from '../figures/plot/render.ts';
import { figureData } from '../figures/plot/figure-data.ts';
import { figureSpec } from '../figures/plot/spec.ts';
import { readRuns } from '../figures/results.ts';
import { panelsOf } from '../figures/series.ts';
import type { AxisOptions, SelectionOptions } from './figure-options.ts';
import { curveOptions, selectedSeeds, warnOf } from './figure-selection.ts';

export interface PlotOptions extends AxisOptions, SelectionOptions {
  readonly out?: string[];
  readonly scale: number;
  readonly title?: string;
}

const formats = ['.svg', '.png'];

/** Where the figure goes: what was asked for, or both formats beside the results. */
function targets(folder: string, { out }: PlotOptions): string[] {
  if (out === undefined) return formats.map((extension) => join(folder, `figure${extension}`));
  for (const file of out) {
    if (formats.includes(extname(file))) continue;
    throw new UsageError(`--out takes names that end in .svg or .png; found "${file}".`);
  }
  return out;
}

/** Draws the curves of a results folder. */
export async function plot(folder: string, options: PlotOptions): Promise<void> {
  const files = targets(folder, options);
  const results = readRuns(folder);
  const seeds = selectedSeeds(results, options);
  const curves = curveOptions(options);
  const metrics = options.metric ?? shownMetrics;
  const data = figureData(panelsOf(seeds), metrics, curves);
  const title = options.title ?? basename(resolve(folder));
  const spec = figureSpec(data, { title, metrics, ...curves });
  const svg = await renderSvg(spec);
  for (const file of files) {
    const bytes = extname(file) === '.svg' ? svg : renderPng(svg, options.scale);
    replaceFile(nodeFileSystem, resolve(file), Buffer.from(bytes));
    process.stdout.write(`${shownPath(resolve(file))}\n`);
  }
  warnOf(results, data.notes);
}
