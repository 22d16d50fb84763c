import { html } from './html.ts';
import type { Html } from './html.ts';

/** Columns, at most: more would be too narrow. */
const MOST = 4;

/** Parts of several folders beside one another where there is room, or a single part as it is. */
export const besideOneAnother = (parts: readonly Html[]): Html =>
  parts.length < 2
    ? html`${parts}`
    : html`<div class="folders" style="--folders: ${Math.min(parts.length, MOST)}">
        ${parts.map((part) => html`<div class="folder">${part}</div>`)}
      </div>`;

/** In the place of what a folder lacks. */
export const noRuns = (folder: string): Html =>
  html`<p class="muted">${folder} has no such runs.</p>`;
