import type { PayloadSeries } from '../report/payload.ts';
import type { Smoothing } from '../smooth.ts';
import type { XAxis } from '../x-axes.ts';

/** A range of the x axis. */
export type Range = readonly [low: number, high: number];

/** What the reader has chosen; it outlives a redrawing of the charts. */
export interface View {
  axis: XAxis;
  /** Of the lines; null draws them as they were measured. */
  smoothing: Smoothing | null;
  /** Titles of the estimators that are switched off. */
  readonly hidden: Set<string>;
  /** Zoomed ranges by the title of the row of charts. */
  readonly zoom: Map<string, Range>;
}

/** The lines that are switched on. */
export const shownSeries = (series: readonly PayloadSeries[], { hidden }: View): PayloadSeries[] =>
  series.filter(({ title }) => !hidden.has(title));

/** An element by its id; the page has it, or is broken. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no element #${id}.`);
}
