import { metrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import { titledPairs } from '../pairing.ts';
import type { Payload, PayloadPanel, PayloadSeries } from '../report/payload.ts';
import { commonSeeds, pairedAlong } from '../track.ts';
import { chartFigure } from './chart-figure.ts';
import { ChartRows } from './chart-rows.ts';
import { differenceCells } from './difference-cells.ts';
import { pairLabel, plottedDifferences } from './difference-plotted.ts';
import type { Pair } from './difference-plotted.ts';
import { csvBlock } from './csv-buttons.ts';
import { facetsOf } from './facets.ts';
import type { Facet } from './facets.ts';
import { layOut } from './lay-out.ts';
import type { Column } from './lay-out.ts';
import type { RowContent } from './row.ts';
import { element } from './element.ts';
import { chosenMetrics } from './state.ts';
import type { Range } from './state.ts';
import { swatch } from './swatch.ts';

type Titles = readonly [string, string];

/** Why there is nothing to show of a panel; null when there is. */
function whyNothing(
  { series }: PayloadPanel,
  [one, other]: Titles,
  pairs: readonly (readonly [PayloadSeries, PayloadSeries])[],
): string | null {
  const missing = [one, other].filter((title) => !series.some((line) => line.title === title));
  if (missing.length > 0) return `There is no run of ${missing.join(' and ')} here.`;
  if (pairs.length === 0) return `No two runs of ${one} and ${other} differ in this alone.`;
  const tracks = ({ curves }: PayloadSeries) => curves.test_bound.tracks;
  return pairs.every(([first, second]) => commonSeeds(tracks(first), tracks(second)).length === 0)
    ? `${one} and ${other} have no seed in common: there is no pair to compare.`
    : null;
}

/** How many pairs there are at most, and at the last step. */
function countOf({ points }: Pair): string {
  const counts = points.map(({ n }) => n);
  const [most, last] = [Math.max(0, ...counts), counts.at(-1) ?? 0];
  return most === last ? `n = ${last}` : `n = ${most}, ${last} at the last step`;
}

const rangeOfSteps = (pairs: readonly Pair[]): Range | undefined => {
  const steps = pairs.flatMap(({ points }) => points.map(({ step }) => step));
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  return low < high ? [low, high] : undefined;
};

const along = (one: PayloadSeries, other: PayloadSeries, metric: ShownMetric): Pair => ({
  ...{ one, other },
  points: pairedAlong(one.curves[metric].tracks, other.curves[metric].tracks, metric),
});

function legendEntry(pair: Pair): HTMLLIElement {
  const item = document.createElement('li');
  item.append(swatch(pair.one), ` ${pairLabel(pair)}, ${countOf(pair)}`);
  return item;
}

/** The differences between two estimators that the reader chooses: a row of charts for each panel. */
export class Differences extends ChartRows {
  override draw(payload: Payload): void {
    const titles = this.view.pair ?? payload.pair;
    element('difference', HTMLElement).hidden = titles === null;
    const facets = titles === null ? [] : facetsOf(payload);
    this.rows.draw((parent) =>
      titles === null ? [] : facets.map((facet) => this.#row(parent, facet, titles)),
    );
  }

  #row(parent: HTMLElement, { title, panels }: Facet, titles: Titles): RowContent {
    const shown = chosenMetrics(this.view);
    const compared = panels.map(({ panel, folder }) => {
      const place = folder === '' ? title : `${title}, ${folder}`;
      const pairs = panel === undefined ? [] : titledPairs(panel.series, titles);
      const why =
        panel === undefined ? 'There are no such runs here.' : whyNothing(panel, titles, pairs);
      const of = (metric: ShownMetric) =>
        why === null ? pairs.map(([one, other]) => along(one, other, metric)) : [];
      return { folder, place, why, pairs: new Map(shown.map((metric) => [metric, of(metric)])) };
    });
    const columns = compared.map(({ folder, place, why, pairs }): Column => {
      const chart = (metric: ShownMetric) => {
        const those = pairs.get(metric) ?? [];
        const { title: name, unit, scale } = metrics[metric];
        const kind = scale === 'log' ? 'ratio' : `difference, ${unit}`;
        const names = those.map(pairLabel).join(', ');
        return {
          ...chartFigure(metric, kind, `${place}, paired ${kind} in ${name}: ${names}`, folder),
          ...{ metric, plotted: plottedDifferences(those, metric) },
        };
      };
      const [first = []] = pairs.values();
      return {
        folder,
        legend: first.map(legendEntry),
        remark: why,
        chart: why === null ? chart : null,
      };
    });
    const charts = layOut(parent, title, columns, shown);
    if (charts.length > 0) {
      parent.append(
        csvBlock(`Paired difference, ${titles.join(' and ')}, ${title}`, () =>
          differenceCells(compared),
        ),
      );
    }
    const whole = rangeOfSteps(compared.flatMap(({ pairs }) => [...pairs.values()].flat()));
    return { key: `difference, ${title}`, whole, charts };
  }
}
