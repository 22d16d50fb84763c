import { unsmoothed } from '../curve.ts';
import { mapNamed } from '../../core/named.ts';
import { metrics, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import { renderPng, renderSvg } from '../plot/render.ts';
import { figureData } from '../plot/figure-data.ts';
import type { FigureData } from '../plot/figure-data.ts';
import { figureSpec } from '../plot/spec.ts';
import type { Panel } from '../series.ts';
import { thinned } from '../thinned.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Pixels of an image for each of the figure: enough for a phone, whose screen is narrower. */
const SCALE = 1.5;

/** Of a panel in an image, in its pixels. */
const SIZE = { width: 200, height: 165 };

/** The figure with the points that its pixels can tell apart. */
const thinnedData = ({ rows, ...data }: FigureData): FigureData => ({
  ...data,
  rows: rows.map((row) => ({
    ...row,
    series: row.series.map((one) => ({
      ...one,
      points: mapNamed(one.points, (points) => thinned(points, SIZE.width)),
    })),
  })),
});

async function image(panel: Panel, metric: ShownMetric): Promise<Html> {
  const data = thinnedData(figureData([panel], [metric], unsmoothed));
  const title = `${panel.title}: ${metrics[metric].title}`;
  // The page has the heading, and says what has to be said of seeds.
  const view = { metrics: [metric], axis: unsmoothed.axis, size: SIZE };
  const options = { title: null, smoothing: 0, ...view };
  const svg = await renderSvg(figureSpec(data, options));
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
export async function fallbackImages(panels: readonly Panel[]): Promise<Html> {
  const images: Html[] = [];
  for (const panel of panels) {
    for (const metric of shownMetrics) images.push(await image(panel, metric));
  }
  return html`<div class="charts">${images}</div>`;
}
