import type { Payload } from '../report/payload.ts';
import { Rows } from './rows.ts';
import type { View } from './state.ts';

/** A part of the page that shows rows of charts. */
export abstract class ChartRows {
  protected readonly view: View;
  protected readonly rows: Rows;

  /** @param changed - what to do when the reader has zoomed. */
  constructor(parent: HTMLElement, view: View, changed: () => void) {
    this.view = view;
    this.rows = new Rows(parent, view, changed);
  }

  /** Draws everything anew; what the reader has chosen stays. */
  abstract draw(payload: Payload): void;
}
