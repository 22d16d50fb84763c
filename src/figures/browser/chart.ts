import uPlot from 'uplot';
import { xAxes } from '../x-axes.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { PayloadSeries } from '../report/payload.ts';
import { chartData, nearestPoint } from './chart-data.ts';
import { axesOf, bandsOf, colour, compact, linesOf, numberOf, scaleOf } from './chart-options.ts';
import { drawMarkers } from './marker-layer.ts';
import type { Range, View } from './state.ts';
import { Tooltip } from './tooltip.ts';

const HEIGHT = 240;

/** What a chart tells the others of its row. */
export interface ChartEvents {
  /** The reader has zoomed to a range, or out again. */
  readonly zoomed: (range: Range | undefined) => void;
  /** The reader points at a place of the x axis, or no longer does. */
  readonly pointed: (at: number | undefined) => void;
}

/** One chart: a metric of the lines of one row that are switched on. */
export class Chart {
  readonly #series: readonly PayloadSeries[];
  readonly #metric: ShownMetric;
  readonly #view: View;
  readonly #events: ChartEvents;
  readonly #place: HTMLElement;
  readonly #tooltip: Tooltip;
  readonly #plot: uPlot;
  readonly #resized: ResizeObserver;
  #isPointed = false;

  /**
   * @param place - the element that the chart fills in width.
   * @param range - of the x axis.
   */
  constructor(
    place: HTMLElement,
    series: readonly PayloadSeries[],
    metric: ShownMetric,
    view: View,
    range: Range | undefined,
    events: ChartEvents,
  ) {
    this.#place = place;
    this.#series = series;
    this.#metric = metric;
    this.#view = view;
    this.#events = events;
    this.#tooltip = new Tooltip(place);
    this.#plot = new uPlot(this.#options(range), chartData(series, metric, view), place);
    this.#resized = new ResizeObserver(() => {
      this.#plot.setSize({ width: place.clientWidth, height: HEIGHT });
    });
    this.#resized.observe(place);
  }

  #options(range: Range | undefined): uPlot.Options {
    const series = this.#series;
    return {
      width: this.#place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      scales: {
        x: { time: false, ...(range !== undefined && { min: range[0], max: range[1] }) },
        y: scaleOf(this.#metric),
      },
      axes: axesOf(this.#metric, this.#view.axis),
      series: [{}, ...linesOf(series, this.#view)],
      bands: bandsOf(series),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      hooks: {
        draw: [
          (plot) => {
            drawMarkers(plot, series, numberOf, colour('--background'));
          },
        ],
        setCursor: [
          (plot) => {
            this.#followPointer(plot);
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width === 0) return;
            const [low, high] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
            this.#events.zoomed([low, high]);
          },
        ],
        ready: [
          (plot) => {
            // uPlot zooms out to the points of this chart; a row has one range.
            plot.over.addEventListener('dblclick', () => {
              this.#events.zoomed(undefined);
            });
          },
        ],
      },
    };
  }

  /** Tells of what the reader points at here, and not of what another chart or a change of the range has moved. */
  #followPointer(plot: uPlot): void {
    const { left = -1 } = plot.cursor;
    const isHere = left >= 0 && plot.over.matches(':hover');
    if (!isHere && !this.#isPointed) return;
    this.#isPointed = isHere;
    const at = isHere ? plot.posToVal(left, 'x') : undefined;
    this.#say(at);
    this.#events.pointed(at);
  }

  /** Shows a range of the x axis. */
  zoom([min, max]: Range): void {
    this.#plot.setScale('x', { min, max });
  }

  /**
   * Points at a place of the x axis, or at none.
   *
   * @param speaks - whether to show the values there.
   */
  point(at: number | undefined, speaks: boolean): void {
    const left = at === undefined ? -10 : this.#plot.valToPos(at, 'x');
    const inside = left >= 0 && left <= this.#plot.over.clientWidth;
    this.#plot.setCursor({ left: inside ? left : -10, top: inside ? 0 : -10 }, false);
    this.#say(inside && speaks ? at : undefined);
  }

  /** The height of its place on the page, which charts side by side share. */
  get top(): number {
    return this.#place.getBoundingClientRect().top;
  }

  #say(at: number | undefined): void {
    if (at === undefined) {
      this.#tooltip.hide();
      return;
    }
    const { axis } = this.#view;
    const points = this.#series.flatMap((series) => {
      const nearest = nearestPoint(series, this.#metric, axis, at);
      return nearest === undefined ? [] : [{ series, nearest }];
    });
    const places = new Set(points.map(({ nearest }) => nearest.x));
    const place = places.size === 1 ? [...places].join() : compact.format(at);
    const title = `${xAxes[axis].title}: ${places.size === 1 ? '' : 'near '}${place}`;
    const left = this.#plot.valToPos(at, 'x') + this.#plot.over.offsetLeft;
    this.#tooltip.show(title, points, this.#metric, left);
  }

  dispose(): void {
    this.#resized.disconnect();
    this.#plot.destroy();
  }
}
