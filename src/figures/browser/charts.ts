import { shownCount } from '../format.ts';
import { metrics, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { Payload, PayloadPanel, PayloadSeries } from '../report/payload.ts';
import { Chart } from './chart.ts';
import type { View } from './state.ts';
import { swatch } from './swatch.ts';

function legendEntry(series: PayloadSeries): HTMLLIElement {
  const item = document.createElement('li');
  const counts = shownMetrics.map((metric) => series.curves[metric].n);
  item.append(swatch(series), ` ${series.label}, n = ${shownCount(counts, series.seeds)}`);
  return item;
}

function chartFigure(
  panel: PayloadPanel,
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
  const names = panel.series.map(({ label }) => label).join(', ');
  chart.setAttribute('aria-label', `${panel.title}, ${metrics[metric].title} of ${names}`);
  figure.append(caption, chart);
  return [figure, chart];
}

/** All charts of the page: a row for each panel. */
export class Charts {
  readonly #parent: HTMLElement;
  readonly #view: View;
  #charts: Chart[] = [];
  #payload: Payload = { panels: [] };

  constructor(parent: HTMLElement, view: View) {
    this.#parent = parent;
    this.#view = view;
  }

  /** Draws everything anew; what the reader has chosen stays. */
  draw(payload = this.#payload): void {
    this.#payload = payload;
    for (const chart of this.#charts) chart.dispose();
    this.#charts = [];
    this.#parent.replaceChildren();
    for (const panel of payload.panels) this.#drawPanel(panel);
  }

  #drawPanel(panel: PayloadPanel): void {
    const heading = document.createElement('h3');
    const legend = document.createElement('ul');
    const row = document.createElement('div');
    heading.textContent = panel.title;
    legend.className = 'legend';
    legend.append(...panel.series.map(legendEntry));
    row.className = 'charts';
    // A chart takes the width that its place has on the page: the place first, then the chart.
    this.#parent.append(heading, legend, row);
    const figures = shownMetrics.map((metric) => [metric, ...chartFigure(panel, metric)] as const);
    row.append(...figures.map(([, figure]) => figure));
    for (const [metric, , place] of figures) {
      this.#charts.push(new Chart(place, panel, metric, this.#view));
    }
  }

  applyHidden(): void {
    for (const chart of this.#charts) chart.applyHidden();
  }

  resetZoom(): void {
    this.#view.zoom.clear();
    this.draw();
  }
}
