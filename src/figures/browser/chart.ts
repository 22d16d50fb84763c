import uPlot from 'uplot';
import { metrics } from '../../metrics/table.ts';
import { digitsOf, logTicks } from '../ticks.ts';
import { xAxes } from '../x-axes.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { XAxis } from '../x-axes.ts';
import type { PayloadPanel, PayloadSeries } from '../report/payload.ts';
import { chartData, nearestPoint } from './chart-data.ts';
import { drawMarkers } from './marker-layer.ts';
import type { View } from './state.ts';
import { Tooltip } from './tooltip.ts';

const HEIGHT = 240;
const DASH = [6, 4];

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot declares its enumeration for the compiler alone.
const LOGARITHMIC = 3 as uPlot.Scale.Distr.Logarithmic;

/** Opacity of a band, as two digits of a colour. */
const BAND = '33';

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

/** Labels of a logarithmic axis: `2e-3`. */
function powers(ticks: readonly number[]): string[] {
  const digits = digitsOf(ticks);
  return ticks.map((tick) => tick.toExponential(digits).replace(/\.?0+e/, 'e'));
}

/** The range of a logarithmic axis: what is there, and no whole decades. */
const closely = (_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax => [
  low === null ? 0.1 : low / 1.15,
  high === null ? 1 : high * 1.15,
];

/** Numbers of uPlot's series that belong to a line: mean, low, high. */
const numbersOf = (at: number) => [3 * at + 1, 3 * at + 2, 3 * at + 3] as const;

function linesOf(series: readonly PayloadSeries[], hidden: ReadonlySet<string>): uPlot.Series[] {
  return series.flatMap((one) => {
    const show = !hidden.has(one.title);
    const edge: uPlot.Series = { show, stroke: 'transparent', width: 0, points: { show: false } };
    const mean: uPlot.Series = {
      show,
      stroke: one.colour,
      width: 2,
      points: { show: false },
      ...(one.merged && { dash: DASH }),
    };
    return [mean, edge, { ...edge }];
  });
}

function bandsOf(series: readonly PayloadSeries[]): uPlot.Band[] {
  return series.map((one, at) => {
    const [, low, high] = numbersOf(at);
    return { series: [high, low], fill: `${one.colour}${BAND}` };
  });
}

function axesOf(metric: ShownMetric, axis: XAxis): uPlot.Axis[] {
  const style = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  const logarithmic: uPlot.Axis = {
    splits: (_, __, low, high) => logTicks(low, high),
    // uPlot would leave out those that are no powers of ten.
    filter: (_, ticks) => ticks,
    values: (_, ticks) => powers(ticks),
  };
  return [
    {
      ...style,
      values: (_, ticks) => ticks.map((tick) => compact.format(tick)),
      space: 60,
      label: xAxes[axis].title,
      labelSize: 18,
      labelFont: style.font,
    },
    { ...style, size: 56, ...(metrics[metric].scale === 'log' && logarithmic) },
  ];
}

/** One chart: a metric of one panel. */
export class Chart {
  readonly #key: string;
  readonly #panel: PayloadPanel;
  readonly #metric: ShownMetric;
  readonly #view: View;
  readonly #plot: uPlot;
  readonly #resized: ResizeObserver;

  /** @param parent - the element that the chart fills in width. */
  constructor(parent: HTMLElement, panel: PayloadPanel, metric: ShownMetric, view: View) {
    this.#key = `${panel.title}\n${metric}`;
    this.#panel = panel;
    this.#metric = metric;
    this.#view = view;
    const data = chartData(panel.series, metric, view.axis);
    this.#plot = new uPlot(this.#options(parent, new Tooltip(parent)), data, parent);
    this.#resized = new ResizeObserver(() => {
      this.#plot.setSize({ width: parent.clientWidth, height: HEIGHT });
    });
    this.#resized.observe(parent);
  }

  #options(parent: HTMLElement, tooltip: Tooltip): uPlot.Options {
    const { series } = this.#panel;
    const zoomed = this.#view.zoom.get(this.#key);
    return {
      width: parent.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      scales: {
        x: { time: false, ...(zoomed !== undefined && { min: zoomed[0], max: zoomed[1] }) },
        y: metrics[this.#metric].scale === 'log' ? { distr: LOGARITHMIC, range: closely } : {},
      },
      axes: axesOf(this.#metric, this.#view.axis),
      series: [{}, ...linesOf(series, this.#view.hidden)],
      bands: bandsOf(series),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      hooks: {
        draw: [
          (plot) => {
            drawMarkers(plot, series, (line) => numbersOf(line)[0], colour('--background'));
          },
        ],
        setCursor: [
          (plot) => {
            this.#point(plot, tooltip);
          },
        ],
        setScale: [
          (plot, scale) => {
            if (scale === 'x') this.#rememberZoom(plot);
          },
        ],
      },
    };
  }

  #rememberZoom(plot: uPlot): void {
    const { min, max } = plot.scales.x ?? {};
    const places = plot.data[0];
    const whole = min === places[0] && max === places.at(-1);
    if (min === undefined || max === undefined || whole) this.#view.zoom.delete(this.#key);
    else this.#view.zoom.set(this.#key, [min, max]);
  }

  #point(plot: uPlot, tooltip: Tooltip): void {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0) {
      tooltip.hide();
      return;
    }
    const { axis, hidden } = this.#view;
    const at = plot.posToVal(left, 'x');
    const points = this.#panel.series.flatMap((series) => {
      const nearest = nearestPoint(series, this.#metric, axis, at);
      return nearest === undefined || hidden.has(series.title) ? [] : [{ series, nearest }];
    });
    const places = new Set(points.map(({ nearest }) => nearest.x));
    const place = places.size === 1 ? [...places].join() : compact.format(at);
    const { offsetLeft, offsetTop } = plot.over;
    const title = `${xAxes[axis].title}: ${places.size === 1 ? '' : 'near '}${place}`;
    tooltip.show(title, points, this.#metric, left + offsetLeft, top + offsetTop);
  }

  /** Shows the lines of the estimators that are switched on. */
  applyHidden(): void {
    this.#panel.series.forEach((one, at) => {
      const show = !this.#view.hidden.has(one.title);
      for (const number of numbersOf(at)) this.#plot.setSeries(number, { show });
    });
  }

  dispose(): void {
    this.#resized.disconnect();
    this.#plot.destroy();
  }
}
