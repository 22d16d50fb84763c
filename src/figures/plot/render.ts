import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { parse, resetSVGDefIds, textMetrics, View } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { withPrintableTexts } from '../../core/printable.ts';

const FONT = 'DejaVu Sans';

/** The font files of the package `dejavu-fonts-ttf`. */
function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, name));
}

/**
 * Draws a figure as SVG, without a browser. One specification gives the same bytes on every machine:
 * text is measured by a rule, never by a font that may or may not be installed. A character that is no XML
 * would make the whole figure unreadable: texts are made printable first.
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  textMetrics.canvas(false);
  resetSVGDefIds();
  const view = new View(parse(compile(withPrintableTexts(spec)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

/**
 * Draws an SVG as PNG with the font that comes with vae-bench.
 *
 * @param scale - pixels of the PNG per pixel of the SVG.
 */
export function renderPng(svg: string, scale: number): Uint8Array {
  const font = { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: FONT };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: scale } }).render().asPng();
}
