import type { XAxis } from '../x-axes.ts';

/** What the reader has chosen; it outlives a redrawing of the charts. */
export interface View {
  axis: XAxis;
  /** Titles of the estimators that are switched off. */
  readonly hidden: Set<string>;
  /** Zoomed ranges of the x axis by chart. */
  readonly zoom: Map<string, readonly [number, number]>;
}

/** An element by its id; the page has it, or is broken. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no element #${id}.`);
}
