import type { Payload, PayloadPanel } from '../report/payload.ts';

/** Columns, at most, as in tables. */
const MOST = 4;

/** Panels of one title: one, or that of each folder; undefined where a folder has none. */
export interface Facet {
  readonly title: string;
  readonly panels: readonly {
    readonly folder: string;
    readonly panel: PayloadPanel | undefined;
  }[];
}

/** What the page has a row of charts for: the most categories first, as the panels are. */
export function facetsOf({ folders, panels }: Payload): Facet[] {
  if (folders.length === 0) {
    return panels.map((panel) => ({ title: panel.title, panels: [{ folder: '', panel }] }));
  }
  const titles = [...new Set(panels.map(({ title }) => title))];
  return titles
    .toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }))
    .map((title) => ({
      title,
      panels: folders.map((folder) => ({
        folder,
        panel: panels.find((one) => one.title === title && one.folder === folder),
      })),
    }));
}

/** An element that has a child for each of several folders, beside one another where there is room. */
export function besideOneAnother(count: number): HTMLElement {
  const box = document.createElement('div');
  box.className = 'folders';
  box.style.setProperty('--folders', String(Math.min(count, MOST)));
  return box;
}
