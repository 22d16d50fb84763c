import { unsmoothed } from '../curve.ts';
import { metrics, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import { renderPng, renderSvg } from '../plot/render.ts';
import { figureData } from '../plot/figure-data.ts';
import { figureSpec } from '../plot/spec.ts';
import type { Panel } from '../panels.ts';
import type { FolderPanels } from '../side-by-side.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Pixels of an image for each of the figure: enough for a phone, whose screen is narrower. */
const SCALE = 1.5;

/** Of a panel in an image, in its pixels. */
const SIZE = { width: 200, height: 165 };

async function image(panel: Panel, metric: ShownMetric, folder: string): Promise<Html> {
  const data = figureData([panel], [metric], unsmoothed);
  const place = folder === '' ? panel.title : `${folder}, ${panel.title}`;
  const title = `${place}: ${metrics[metric].title}`;
  // The page has the heading, and says what has to be said of seeds.
  const view = { metrics: [metric], axis: unsmoothed.axis, size: SIZE };
  const options = { title: null, smoothing: 0, ...view };
  const spec = figureSpec(data, options);
  // Pixels have no descriptions, which take long to make for every point.
  const svg = await renderSvg({ ...spec, config: { ...spec.config, aria: false } });
  // Pixels: their size does not grow with the number of rows, and they need no font.
  const png = Buffer.from(renderPng(svg, SCALE));
  const source = `data:image/png;base64,${png.toString('base64')}`;
  const names = panel.series.map(({ label }) => label).join(', ');
  return html`<img
    class="fallback"
    src="${source}"
    alt="${title} of ${names}: means over seeds against steps"
  />`;
}

/** The charts as images, for readers without scripts. */
export async function fallbackImages(folders: readonly FolderPanels[]): Promise<Html> {
  const images: Html[] = [];
  for (const { name, panels } of folders) {
    for (const panel of panels) {
      for (const metric of shownMetrics) images.push(await image(panel, metric, name));
    }
  }
  return html`<div class="charts">${images}</div>`;
}
