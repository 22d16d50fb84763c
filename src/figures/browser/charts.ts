import { shownCount } from '../format.ts';
import { metrics, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { Payload, PayloadPanel, PayloadSeries } from '../report/payload.ts';
import { Row } from './row.ts';
import { shownSeries } from './state.ts';
import type { View } from './state.ts';
import { swatch } from './swatch.ts';

function legendEntry(series: PayloadSeries): HTMLLIElement {
  const item = document.createElement('li');
  const counts = shownMetrics.map((metric) => series.curves[metric].n);
  item.append(swatch(series), ` ${series.label}, n = ${shownCount(counts, series.seeds)}`);
  return item;
}

function chartFigure(
  title: string,
  series: readonly PayloadSeries[],
  metric: ShownMetric,
): readonly [HTMLElement, HTMLElement] {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const unit = document.createElement('span');
  const chart = document.createElement('div');
  figure.className = 'panel';
  unit.textContent = ` ${metrics[metric].unit}`;
  caption.append(metrics[metric].title, unit);
  chart.className = 'chart';
  chart.setAttribute('role', 'img');
  const names = series.map(({ label }) => label).join(', ') || 'no estimator';
  chart.setAttribute('aria-label', `${title}, ${metrics[metric].title} of ${names}`);
  figure.append(caption, chart);
  return [figure, chart];
}

/** All charts of the page: a row for each panel. */
export class Charts {
  readonly #parent: HTMLElement;
  readonly #view: View;
  #rows: Row[] = [];
  #payload: Payload = { panels: [] };

  constructor(parent: HTMLElement, view: View) {
    this.#parent = parent;
    this.#view = view;
  }

  /** Draws everything anew; what the reader has chosen stays. */
  draw(payload = this.#payload): void {
    this.#payload = payload;
    for (const row of this.#rows) row.dispose();
    // An empty page would lose its place on the screen.
    this.#parent.style.minHeight = `${this.#parent.clientHeight}px`;
    this.#parent.replaceChildren();
    this.#rows = payload.panels.map((panel) => this.#drawRow(panel));
    this.#parent.style.minHeight = '';
  }

  #drawRow(panel: PayloadPanel): Row {
    const heading = document.createElement('h3');
    const legend = document.createElement('ul');
    const charts = document.createElement('div');
    const shown = shownSeries(panel.series, this.#view);
    heading.textContent = panel.title;
    legend.className = 'legend';
    legend.append(...shown.map(legendEntry));
    charts.className = 'charts';
    // A chart takes the width that its place has on the page: the place first, then the chart.
    this.#parent.append(heading, legend, charts);
    const figures = shownMetrics.map(
      (metric) => [metric, ...chartFigure(panel.title, shown, metric)] as const,
    );
    charts.append(...figures.map(([, figure]) => figure));
    const places = Object.fromEntries(figures.map(([metric, , place]) => [metric, place]));
    return new Row(panel, places as Record<ShownMetric, HTMLElement>, this.#view);
  }

  resetZoom(): void {
    this.#view.zoom.clear();
    this.draw();
  }
}
