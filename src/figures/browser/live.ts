import type { LiveUpdate, Payload } from '../report/payload.ts';
import { shownTime } from '../report/time.ts';
import { KnownCurves } from './known-curves.ts';
import { LogView } from './log-view.ts';
import { element } from './element.ts';

/** Puts new contents into a section; what the reader has opened stays open. */
function replaceSection(id: string, markup: string): void {
  const section = document.getElementById(id);
  if (section === null || section.innerHTML === markup) return;
  const open = [...section.querySelectorAll('details[open]')].map((details) => details.id);
  section.innerHTML = markup;
  for (const details of section.querySelectorAll('details')) {
    details.open = open.includes(details.id);
  }
}

/** Runs a task once at a time; asked for while it runs, it runs once more. */
function oneAtATime(task: () => Promise<void>): () => Promise<void> {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await task();
      }
    } finally {
      running = false;
    }
  };
}

/** The status of an answer that has no content, as the page has it all. */
const NOTHING_NEW = 204;

/** When a server answered. */
const timeOf = ({ headers }: Response): string =>
  shownTime(new Date(headers.get('Date') ?? Date.now()).toISOString());

/** The time of day, as people write it here. */
const now = () => new Date().toLocaleTimeString();

/** Says across the page that what it shows is no longer up to date, and since when. */
class Warning {
  readonly #box = element('lost', HTMLElement);
  readonly #title = document.title;

  show(what: string): void {
    // The first word of it counts: the browser tries again and again.
    if (!this.#box.hidden) return;
    this.#box.textContent = `${what} since ${now()}: this page shows what was known then. Trying again.`;
    this.#box.hidden = false;
    document.title = `(not live) ${this.#title}`;
  }

  hide(): void {
    this.#box.hidden = true;
    document.title = this.#title;
  }
}

/**
 * Keeps the page up to date while runs make progress: the server says that something has changed, and the page
 * fetches it. A connection that breaks is tried again by the browser.
 *
 * @param shown - what the page shows when it begins.
 */
export function follow(shown: Payload, redraw: (payload: Payload) => void): void {
  const known = new KnownCurves(shown);
  let revision = document.documentElement.dataset.live ?? '';
  const status = element('live', HTMLElement);
  const warning = new Warning();
  const log = new LogView();
  const refresh = oneAtATime(async () => {
    const response = await fetch(`report.json?since=${encodeURIComponent(revision)}`);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    if (response.status === NOTHING_NEW) {
      status.textContent = `Live: as of ${timeOf(response)}.`;
    } else {
      const update = (await response.json()) as LiveUpdate;
      for (const [id, markup] of Object.entries(update.sections)) replaceSection(id, markup);
      redraw(known.payloadOf(update));
      ({ revision } = update);
      status.textContent = `Live: as of ${update.time}.`;
    }
    warning.hide();
    await log.refresh();
  });
  const events = new EventSource('events');
  events.addEventListener('change', () => {
    refresh().catch((error: unknown) => {
      warning.show(`Updates fail (${String(error)})`);
    });
  });
  events.addEventListener('error', () => {
    warning.show('The connection to vae-bench watch is lost');
  });
}
