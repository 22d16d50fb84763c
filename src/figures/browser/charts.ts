import { shownCount } from '../format.ts';
import { metrics, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { Payload, PayloadSeries } from '../report/payload.ts';
import { rangeOf } from './chart-data.ts';
import { chartFigure } from './chart-figure.ts';
import { ChartRows } from './chart-rows.ts';
import { plottedCurves } from './curves-plotted.ts';
import { facetsOf } from './facets.ts';
import type { Facet } from './facets.ts';
import { layOut } from './lay-out.ts';
import type { Column } from './lay-out.ts';
import type { RowContent } from './row.ts';
import { chosenMetrics, shownSeries } from './state.ts';
import { swatch } from './swatch.ts';

function legendEntry(series: PayloadSeries): HTMLLIElement {
  const item = document.createElement('li');
  const counts = shownMetrics.map((metric) => series.curves[metric].n);
  item.append(swatch(series), ` ${series.label}, n = ${shownCount(counts, series.seeds)}`);
  return item;
}

/** All curves of the page: a row of charts for each panel, or for the panels of several folders. */
export class Charts extends ChartRows {
  override draw(payload: Payload): void {
    const facets = facetsOf(payload);
    this.rows.draw((parent) => facets.map((facet) => this.#row(parent, facet)));
  }

  #row(parent: HTMLElement, { title, panels }: Facet): RowContent {
    const columns = panels.map(({ folder, panel }): Column => {
      const shown = panel && shownSeries(panel.series, this.view);
      const chart = (metric: ShownMetric) => {
        const { title: name, unit } = metrics[metric];
        const names = (shown ?? []).map(({ label }) => label);
        const place = folder === '' ? title : `${title}, ${folder}`;
        return {
          ...chartFigure(
            metric,
            unit,
            `${place}, ${name} of ${names.join(', ') || 'no estimator'}`,
            folder,
          ),
          ...{ metric, plotted: plottedCurves(shown ?? [], metric, this.view) },
        };
      };
      return shown === undefined
        ? { folder, legend: [], remark: 'There are no such runs here.', chart: null }
        : { folder, legend: shown.map(legendEntry), remark: null, chart };
    });
    const all = panels.flatMap(({ panel }) => panel?.series ?? []);
    const whole = rangeOf(shownSeries(all, this.view), shownMetrics, this.view.axis);
    return { key: title, whole, charts: layOut(parent, title, columns, chosenMetrics(this.view)) };
  }
}
