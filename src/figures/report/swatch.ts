import type { Look } from '../looks.ts';
import { markerPath } from '../markers.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A piece of a line in the legend's manner. */
export function swatch({ colour, merged, marker }: Look): Html {
  const dash = merged ? '5 3' : 'none';
  const fill = merged ? 'var(--background)' : colour;
  const bears =
    marker === null
      ? html``
      : html`<path
          d="${markerPath(marker, 3.6)}"
          transform="translate(12 5)"
          fill="${fill}"
          stroke="${colour}"
          stroke-width="1.4"
        />`;
  return html`<svg class="swatch" viewBox="0 0 24 10" width="24" height="10" aria-hidden="true">
    <line
      x1="0"
      y1="5"
      x2="24"
      y2="5"
      stroke="${colour}"
      stroke-width="2.5"
      stroke-dasharray="${dash}"
    />
    ${bears}
  </svg>`;
}
