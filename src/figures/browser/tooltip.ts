import type { Pointed, PointedPlace } from './plotted.ts';
import { swatch } from './swatch.ts';

function row({ look, label, value: text }: Pointed): HTMLTableRowElement {
  const line = document.createElement('tr');
  const name = document.createElement('th');
  const value = document.createElement('td');
  name.append(swatch(look), ` ${label}`);
  value.className = 'number';
  value.textContent = text;
  line.append(name, value);
  return line;
}

/** Pixels between a chart and the box. */
const DISTANCE = 4;

/** The box with the values where the reader points at: below its chart or above it, never on its curves. */
export class Tooltip {
  readonly #box = document.createElement('div');
  readonly #chart: HTMLElement;

  constructor(chart: HTMLElement) {
    this.#chart = chart;
    this.#box.className = 'tooltip';
    this.#box.hidden = true;
    chart.append(this.#box);
  }

  hide(): void {
    this.#box.hidden = true;
  }

  /**
   * Shows lines in the order in which they lie on the chart.
   *
   * @param left - of the pointer, in pixels of the chart.
   */
  show({ title, points }: PointedPlace, left: number): void {
    const sorted = points.toSorted((one, other) => other.height - one.height);
    const table = document.createElement('table');
    table.append(...sorted.map(row));
    this.#box.replaceChildren(title, table);
    this.#box.hidden = points.length === 0;
    const { offsetWidth: width, offsetHeight: height } = this.#box;
    const chart = this.#chart.getBoundingClientRect();
    const [above, below] = [chart.top, innerHeight - chart.bottom];
    const isBelow = below >= height + DISTANCE || below >= above;
    const room = this.#chart.clientWidth - width;
    this.#box.style.left = `${Math.max(0, Math.min(left - width / 2, room))}px`;
    this.#box.style.top = `${isBelow ? chart.height + DISTANCE : -height - DISTANCE}px`;
  }
}
