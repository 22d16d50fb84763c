import { nodeFileSystem } from '../../../core/file-system.ts';
import { replaceFile } from '../../../core/durable-files.ts';
import { alongSpec } from '../../../figures/plot/along-spec.ts';
import { comparisonSpec } from '../../../figures/plot/comparison-spec.ts';
import { planeSpec } from '../../../figures/plot/plane-spec.ts';
import { renderPng, renderSvg } from '../../../figures/plot/render.ts';
import type { AlongDirectory, AlongPoint } from '../../../run-files/along-directory.ts';
import { ComparisonDirectory } from '../../../run-files/comparison-directory.ts';
import type { Comparison } from '../../../run-files/comparison-file.ts';

/** Pixels of a PNG per pixel of its SVG. */
const SCALE = 2;

/** @param path - of the file in each format. */
async function draw(
  spec: Parameters<typeof renderSvg>[0],
  path: (format: 'svg' | 'png') => string,
): Promise<void> {
  const svg = await renderSvg(spec);
  replaceFile(nodeFileSystem, path('svg'), Buffer.from(svg));
  replaceFile(nodeFileSystem, path('png'), Buffer.from(renderPng(svg, SCALE)));
}

/** Draws variance and bias of a comparison beside its other files, side by side and as a plane. */
export async function drawFigures(
  folder: string,
  comparison: Comparison,
  part: string,
): Promise<void> {
  const directory = new ComparisonDirectory(folder);
  await draw(comparisonSpec(comparison, part), (format) => directory.figure(format));
  await draw(planeSpec(comparison, part), (format) => directory.plane(format));
}

/** Draws variance and bias along training. */
export async function drawAlong(
  directory: AlongDirectory,
  points: readonly AlongPoint[],
  part: string,
): Promise<void> {
  await draw(alongSpec(points, part), (format) => directory.figure(format));
}
