import { shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { PayloadPanel, PayloadSeries } from '../report/payload.ts';
import { Chart } from './chart.ts';
import { rangeOf } from './chart-data.ts';
import { shownSeries } from './state.ts';
import type { Range, View } from './state.ts';

/** The charts of a panel, a metric each: they share the range of the x axis and the place that is pointed at. */
export class Row {
  readonly #title: string;
  readonly #view: View;
  readonly #whole: Range | undefined;
  readonly #charts: readonly Chart[];

  /** @param places - the elements that the charts fill. */
  constructor(
    { title, series }: PayloadPanel,
    places: Readonly<Record<ShownMetric, HTMLElement>>,
    view: View,
  ) {
    const shown: readonly PayloadSeries[] = shownSeries(series, view);
    this.#title = title;
    this.#view = view;
    this.#whole = rangeOf(shown, shownMetrics, view.axis);
    const range = view.zoom.get(title) ?? this.#whole;
    this.#charts = shownMetrics.map((metric): Chart => {
      const chart: Chart = new Chart(places[metric], shown, metric, view, range, {
        zoomed: (to) => {
          this.#zoom(to);
        },
        pointed: (at) => {
          this.#point(at, chart);
        },
      });
      return chart;
    });
  }

  #zoom(to: Range | undefined): void {
    if (to === undefined) this.#view.zoom.delete(this.#title);
    else this.#view.zoom.set(this.#title, to);
    const range = to ?? this.#whole;
    if (range === undefined) return;
    for (const chart of this.#charts) chart.zoom(range);
  }

  /** Charts that stand below the one that is pointed at would be covered by what it says, and say nothing. */
  #point(at: number | undefined, source: Chart): void {
    for (const chart of this.#charts) {
      if (chart !== source) chart.point(at, chart.top === source.top);
    }
  }

  dispose(): void {
    for (const chart of this.#charts) chart.dispose();
  }
}
