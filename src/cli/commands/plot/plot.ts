import { basename, extname, join, resolve } from 'node:path';
import { nodeFileSystem, replaceFile } from '../../../core/files.ts';
import { shownPath } from '../../../core/text.ts';
import { shownMetrics } from '../../../metrics/table.ts';
import { renderPng, renderSvg } from '../../../figures/plot/render.ts';
import { figureData } from '../../../figures/plot/figure-data.ts';
import { figureSpec } from '../../../figures/plot/spec.ts';
import { readRuns } from '../../../figures/results.ts';
import { panelsOf } from '../../../figures/series.ts';
import { curveOptions, selectedSeeds, warnOf } from '../../figures/selection.ts';
import { print } from '../../terminal/output.ts';
import type { PlotOptions } from './command.ts';

/** Both formats, beside the results. */
const usualFiles = (folder: string) =>
  ['figure.svg', 'figure.png'].map((name) => join(folder, name));

/** Draws the curves of a results folder. */
export async function plot(options: PlotOptions): Promise<void> {
  const { folder, out: files = usualFiles(folder) } = options;
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
  }
  await print(files.map((file) => `${shownPath(resolve(file))}\n`).join(''));
  warnOf(results, data.notes);
}
