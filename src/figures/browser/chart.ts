import uPlot from 'uplot';
import { bandsOf, colour, numberOf } from './chart-options.ts';
import { drawMarkers } from './marker-layer.ts';
import type { Plotted } from './plotted.ts';
import type { Range } from './state.ts';
import { Tooltip } from './tooltip.ts';

/** What a chart asks and tells its row. */
export interface ChartEvents {
  /** The reader has zoomed to a range, or out again. */
  readonly zoomed: (range: Range | undefined) => void;
  /** The reader points at a place of the x axis, or no longer does. */
  readonly pointed: (at: number | undefined) => void;
  /** What the y axis has to show besides what is there; undefined where a chart has its own scale. */
  readonly heights: () => Range | undefined;
}

/** Where there is no difference. */
function drawZero(plot: uPlot, zero: number): void {
  const { ctx: context, bbox } = plot;
  const y = Math.round(plot.valToPos(zero, 'y', true));
  context.save();
  context.strokeStyle = colour('--text');
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  context.moveTo(bbox.left, y);
  context.lineTo(bbox.left + bbox.width, y);
  context.stroke();
  context.restore();
}

/** One chart: the lines of a metric. */
export class Chart {
  readonly #plotted: Plotted;
  readonly #height: number;
  readonly #events: ChartEvents;
  readonly #place: HTMLElement;
  readonly #tooltip: Tooltip;
  readonly #plot: uPlot;
  readonly #resized: ResizeObserver;
  #isPointed = false;

  /**
   * @param place - the element that the chart fills in width.
   * @param height - in pixels.
   * @param range - of the x axis.
   */
  constructor(
    place: HTMLElement,
    plotted: Plotted,
    height: number,
    range: Range | undefined,
    events: ChartEvents,
  ) {
    this.#place = place;
    this.#plotted = plotted;
    this.#height = height;
    this.#events = events;
    this.#tooltip = new Tooltip(place);
    this.#plot = new uPlot(this.#options(range), plotted.data, place);
    this.#resized = new ResizeObserver(() => {
      this.#plot.setSize({ width: place.clientWidth, height });
    });
    this.#resized.observe(place);
  }

  #options(range: Range | undefined): uPlot.Options {
    const { looks, series, axes, zero } = this.#plotted;
    return {
      width: this.#place.clientWidth,
      height: this.#height,
      legend: { show: false },
      scales: {
        x: { time: false, ...(range !== undefined && { min: range[0], max: range[1] }) },
        y: this.#scale(),
      },
      axes,
      series: [{}, ...series],
      bands: bandsOf(looks),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      hooks: {
        drawAxes: [
          (plot) => {
            if (zero !== null) drawZero(plot, zero);
          },
        ],
        draw: [
          (plot) => {
            drawMarkers(plot, looks, numberOf, colour('--background'));
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

  /** The scale of what is there, or the one that charts share. */
  #scale(): uPlot.Scale {
    const { scale } = this.#plotted;
    const own = scale.range;
    const rangeOf = (
      plot: uPlot,
      low: number | null,
      high: number | null,
      key: string,
    ): uPlot.Range.MinMax => {
      const [least, most] = this.#events.heights() ?? [low, high];
      // uPlot says that there are values, and calls it without.
      if (typeof own === 'function') return own(plot, least as number, most as number, key);
      // As uPlot does by itself.
      return least === null || most === null
        ? [null, null]
        : uPlot.rangeNum(least, most, 0.1, true);
    };
    return { ...scale, range: rangeOf };
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
    const left = this.#plot.valToPos(at, 'x') + this.#plot.over.offsetLeft;
    this.#tooltip.show(this.#plotted.pointedAt(at), left);
  }

  dispose(): void {
    this.#resized.disconnect();
    this.#plot.destroy();
  }
}
