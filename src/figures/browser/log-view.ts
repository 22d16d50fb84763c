import { element } from './element.ts';

/** Shows the log of one run at a time, below the table of runs, and keeps it up to date. */
export class LogView {
  readonly #section = element('log', HTMLElement);
  readonly #lines = element('log-lines', HTMLElement);
  #run: string | undefined;

  constructor() {
    // The table of runs is made anew again and again: its buttons have no listeners of their own.
    element('runs', HTMLElement).addEventListener('click', ({ target }) => {
      const run = target instanceof HTMLElement ? target.dataset.run : undefined;
      if (run !== undefined) void this.#open(run);
    });
    element('log-close', HTMLButtonElement).addEventListener('click', () => {
      this.#run = undefined;
      this.#section.hidden = true;
    });
  }

  async #open(run: string): Promise<void> {
    const title = element('log-title', HTMLElement);
    this.#run = run;
    title.textContent = `Log of ${run}`;
    this.#lines.textContent = '';
    this.#section.hidden = false;
    title.focus();
    await this.refresh();
  }

  /** Fetches what the log says by now; a server that is gone is told elsewhere. */
  async refresh(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    const text = await fetch(`log?run=${encodeURIComponent(run)}`).then(
      async (response) => (response.ok ? response.text() : 'There is no log of this run.'),
      () => undefined,
    );
    if (text === undefined || run !== this.#run) return;
    // A reader who has scrolled up stays there.
    const { scrollTop, scrollHeight, clientHeight } = this.#lines;
    const follows = scrollTop + clientHeight >= scrollHeight - 8;
    this.#lines.textContent = text === '' ? 'The log is empty.' : text;
    if (follows) this.#lines.scrollTop = this.#lines.scrollHeight;
  }
}
