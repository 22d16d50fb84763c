import { nodeFileSystem, replaceFile } from '../../../core/files.ts';
import { comparisonSpec } from '../../../figures/plot/comparison-spec.ts';
import { planeSpec } from '../../../figures/plot/plane-spec.ts';
import { renderPng, renderSvg } from '../../../figures/plot/render.ts';
import { ComparisonDirectory } from '../../../run-files/comparison-directory.ts';
import type { Comparison } from '../../../run-files/comparison-file.ts';

/** Pixels of a PNG per pixel of its SVG. */
const SCALE = 2;

/** Draws variance and bias of a comparison beside its other files, side by side and as a plane. */
export async function drawFigures(
  folder: string,
  comparison: Comparison,
  part: string,
): Promise<void> {
  const directory = new ComparisonDirectory(folder);
  const figures = [
    { spec: comparisonSpec, path: directory.figure.bind(directory) },
    { spec: planeSpec, path: directory.plane.bind(directory) },
  ];
  for (const { spec, path } of figures) {
    const svg = await renderSvg(spec(comparison, part));
    replaceFile(nodeFileSystem, path('svg'), Buffer.from(svg));
    replaceFile(nodeFileSystem, path('png'), Buffer.from(renderPng(svg, SCALE)));
  }
}
