import { Row, scalesOf } from './row.ts';
import type { RowContent } from './row.ts';
import type { View } from './state.ts';

/** Rows of charts below one another. */
export class Rows {
  readonly #parent: HTMLElement;
  readonly #view: View;
  readonly #changed: () => void;
  #rows: Row[] = [];

  /** @param changed - what to do when the reader has zoomed. */
  constructor(parent: HTMLElement, view: View, changed: () => void) {
    this.#parent = parent;
    this.#view = view;
    this.#changed = changed;
  }

  /**
   * Draws everything anew.
   *
   * @param fill - puts the places of charts into the parent, which is empty then.
   */
  draw(fill: (parent: HTMLElement) => readonly RowContent[]): void {
    for (const row of this.#rows) row.dispose();
    // An empty page would lose its place on the screen.
    this.#parent.style.minHeight = `${this.#parent.clientHeight}px`;
    this.#parent.replaceChildren();
    // A chart takes the width that its place has on the page: all places first, then the charts.
    const contents = fill(this.#parent);
    const scales = this.#view.isCommonScale ? scalesOf(contents) : {};
    this.#rows = contents.map((one) => new Row(one, this.#view, scales, this.#changed));
    this.#parent.style.minHeight = '';
  }
}
