import { Resvg } from '@resvg/resvg-js';
import { beforeEach, describe, expect, test } from 'vitest';
import { estimatorNames } from '../../../src/estimators/table.ts';
import { unsmoothed } from '../../../src/figures/curve.ts';
import { shownMetrics } from '../../../src/metrics/table.ts';
import { renderPng, renderSvg } from '../../../src/figures/plot/render.ts';
import { figureData } from '../../../src/figures/plot/figure-data.ts';
import { comparisonSpec } from '../../../src/figures/plot/comparison-spec.ts';
import { comparisonFile } from '../../../src/figures/plot/comparison-figure.ts';
import type { ComparisonFigure } from '../../../src/figures/plot/comparison-figure.ts';
import { planeSpec } from '../../../src/figures/plot/plane-spec.ts';
import { figureSpec } from '../../../src/figures/plot/spec.ts';
import { readResults } from '../../../src/figures/results.ts';
import { panelsOf } from '../../../src/figures/panels.ts';
import {
  crowdedComparison,
  syntheticComparison,
} from '../../support/comparisons/synthetic-comparison.ts';
import { greyOf } from '../../support/figures/pixels.ts';
import { expectReference } from '../../support/figures/reference-file.ts';
import { metricsCsv, ResultsFolder } from '../../support/figures/results-folder.ts';
import { settingsResults, syntheticResults } from '../../support/figures/synthetic-results.ts';

// `npx vitest run test/figures/plot/render.test.ts --update` renews the reference figures: look at them then.
const reference = (name: string) => `${import.meta.dirname}/references/${name}`;

const onPhone: ComparisonFigure = { ...comparisonFile, layout: 'narrow', titled: false };

async function svgOf({ path }: ResultsFolder, options: Partial<typeof unsmoothed> = {}) {
  const curves = { ...unsmoothed, ...options };
  const data = figureData(panelsOf(readResults(path).seeds), shownMetrics, curves);
  return renderSvg(figureSpec(data, { title: 'Synthetic', metrics: shownMetrics, ...curves }));
}

describe('reference figures', () => {
  test('of everything that a figure has to cope with', async () => {
    const svg = await svgOf(syntheticResults());
    await expect(svg).toMatchFileSnapshot(reference('synthetic.svg'));
    expectReference(reference('synthetic.png'), renderPng(svg, 1));
  });

  test('of a part, smoothed, against seconds', async () => {
    const options = { axis: 'seconds', from: 10, to: 70, smoothing: 0.5 } as const;
    const svg = await svgOf(syntheticResults(), options);
    await expect(svg).toMatchFileSnapshot(reference('seconds.svg'));
  });

  test('of several settings, constant values and long names', async () => {
    const svg = await svgOf(settingsResults());
    await expect(svg).toMatchFileSnapshot(reference('settings.svg'));
    expectReference(reference('settings.png'), renderPng(svg, 1));
  });

  test.each([
    ['comparison', comparisonSpec, syntheticComparison, comparisonFile],
    ['plane', planeSpec, syntheticComparison, comparisonFile],
    ['plane-crowded', planeSpec, crowdedComparison, comparisonFile],
    ['comparison-narrow', comparisonSpec, crowdedComparison, onPhone],
    ['plane-narrow', planeSpec, crowdedComparison, onPhone],
  ])('of estimators that are compared at one point: %s', async (name, spec, comparison, figure) => {
    const svg = await renderSvg(spec(comparison, 'encoder', figure));
    await expect(svg).toMatchFileSnapshot(reference(`${name}.svg`));
    expectReference(reference(`${name}.png`), renderPng(svg, 1));
  });
});

describe('a figure', () => {
  let results: ResultsFolder;
  let svg: string;

  beforeEach(async () => {
    results = syntheticResults();
    svg = await svgOf(results);
  });

  test('is the same bytes when it is drawn again, whatever was drawn between', async () => {
    await svgOf(results, { axis: 'evaluations' });
    const again = await svgOf(results);
    expect(again).toBe(svg);
    expect(Buffer.from(renderPng(again, 2)).equals(renderPng(svg, 2))).toBe(true);
  });

  test('is as large as asked for', () => {
    const [width, height] = sizeOf(svg);
    // Of a PNG, bytes 16 to 23 (its header chunk) are width and height.
    for (const scale of [1, 2, 0.5]) {
      const png = Buffer.from(renderPng(svg, scale));
      const found = [png.readUInt32BE(16), png.readUInt32BE(20)];
      expect(Math.abs(found[0]! - scale * width)).toBeLessThanOrEqual(1);
      expect(Math.abs(found[1]! - scale * height)).toBeLessThanOrEqual(1);
    }
  });

  test('has its texts in the PNG, too, in the font that comes along', () => {
    const [width, height] = sizeOf(svg);
    const dark = (png: Uint8Array) => greyOf(png, width, height).filter((grey) => grey < 64).length;
    const letters = textsOf(svg).join('').replaceAll(' ', '').length;
    expect(letters).toBeGreaterThan(700);
    // Nothing but letters is that dark; those of 11 pixels have several dark ones each.
    expect(dark(renderPng(svg, 1))).toBeGreaterThan(4 * letters);
    expect(dark(new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng())).toBe(0);
  });

  test('names everything that it shows, and every seed that it does not', () => {
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        ...['Synthetic', 'C = 3: train ELBO', 'C = 2: train ELBO', 'test bound', 'steps', 'nats'],
        ...['ARS+ (3), n = 1 of 3', 'mine_50% (3), n = 3', 'ARS, n = 0 of 1', 'Exact (4), n = 1'],
        ...['– ars+-c3/seed-2: at step 3500 of 4000 (left out)', '5e-4', '1e-6', '1k', '−130'],
      ]),
    );
  });
});

describe('the legend', () => {
  /** How each series is shown in the legends of a figure. */
  const symbols = (svg: string) =>
    [...svg.matchAll(/role-legend-symbol.*?<path([^>]*)>/gs)].map(([, attributes = '']) =>
      ['d', 'stroke', 'stroke-dasharray', 'fill']
        .map((name) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
        .join(' | '),
    );

  /** A folder with runs of all estimators at C = 2, in two experiments, of so many rows. */
  const everything = (rows: number) => {
    const all = new ResultsFolder();
    for (const name of estimatorNames) {
      for (const experiment of ['first', 'second']) {
        const steps = Array.from({ length: rows }, (_, at) => ({ step: at + 1, bound: -9 + at }));
        all.seed(`${experiment}/${name}-c2/seed-0`, { metrics: metricsCsv(steps, 2) });
      }
    }
    return all;
  };

  test.each([1, 3])('shows all series unlike, with %d measurements', async (rows) => {
    const found = symbols(await svgOf(everything(rows)));
    expect(found).toHaveLength(2 * estimatorNames.length);
    expect(new Set(found).size).toBe(found.length);
  });

  test('has the marks of the panels', async () => {
    const all = new ResultsFolder();
    const metrics = metricsCsv([{ step: 1 }], 2);
    for (const name of ['ars', 'arsm']) all.seed(`${name}-c2/seed-0`, { metrics });
    const svg = await svgOf(all);
    // A disc and a ring of one colour: the ring is hollow, and its line is dashed.
    expect(svg).toMatch(/aria-label="[^"]*ARS \(2\), n = 1"[^>]* fill="#d55e00" stroke="#d55e00"/);
    expect(svg).toMatch(/aria-label="[^"]*ARSM \(2\), n = 1"[^>]* fill="white" stroke="#d55e00"/);
    const [disc = '', ring = ''] = symbols(svg);
    expect(disc.split('Z')).toHaveLength(2);
    expect(ring.split('Z')).toHaveLength(3);
    expect(ring.split('M').length).toBeGreaterThan(disc.split('M').length + 1);
  });
});

test('a drawing that refers to its own parts is the same bytes when it is drawn again', async () => {
  // A clipped mark refers to its clip path by a name that vega counts up.
  const spec = {
    data: { values: [{ x: 1, y: 1 }] },
    mark: { type: 'point', clip: true },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  } as const;
  const first = await renderSvg(spec);
  expect(first).toMatch(/url\(#/);
  expect(await renderSvg(spec)).toBe(first);
});

/** What each text element says, or each of its lines. */
const textsOf = (svg: string) =>
  [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text!);

function sizeOf(svg: string): [number, number] {
  const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg)!;
  return [Number(width), Number(height)];
}
