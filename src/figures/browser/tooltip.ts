import { shownEstimate } from '../format.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { PayloadSeries } from '../report/payload.ts';
import type { Nearest } from './chart-data.ts';
import { swatch } from './swatch.ts';

/** A line with its point where the reader points at. */
export interface Pointed {
  readonly series: PayloadSeries;
  readonly nearest: Nearest;
}

function row({ series, nearest }: Pointed, metric: ShownMetric): HTMLTableRowElement {
  const { n } = series.curves[metric];
  const line = document.createElement('tr');
  const name = document.createElement('th');
  const value = document.createElement('td');
  name.append(swatch(series), ` ${series.label}`);
  const error = n > 1 ? nearest.error : null;
  value.className = 'number';
  value.textContent = shownEstimate(metric, { mean: nearest.mean, error, n });
  line.append(name, value);
  return line;
}

/** The box that follows the pointer over a chart. */
export class Tooltip {
  readonly #box = document.createElement('div');

  constructor(parent: HTMLElement) {
    this.#box.className = 'tooltip';
    this.#box.hidden = true;
    parent.append(this.#box);
  }

  hide(): void {
    this.#box.hidden = true;
  }

  /** Shows lines in the order in which they lie on the chart, beside the pointer. */
  show(
    title: string,
    points: readonly Pointed[],
    metric: ShownMetric,
    left: number,
    top: number,
  ): void {
    const sorted = points.toSorted((one, other) => other.nearest.mean - one.nearest.mean);
    const table = document.createElement('table');
    table.append(...sorted.map((point) => row(point, metric)));
    this.#box.replaceChildren(title, table);
    this.#box.hidden = points.length === 0;
    const room = (this.#box.parentElement?.clientWidth ?? 0) - this.#box.offsetWidth;
    this.#box.style.left = `${Math.max(0, Math.min(left + 16, room))}px`;
    this.#box.style.top = `${top + 16}px`;
  }
}
