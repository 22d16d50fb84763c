import type { Look } from '../looks.ts';
import { markerPath } from '../markers.ts';

const namespace = 'http://www.w3.org/2000/svg';

function shape(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** A piece of a line with its marker, as legends show it. */
export function swatch({ colour, merged, marker }: Look): SVGElement {
  const piece = shape('svg', { width: '24', height: '10', 'aria-hidden': 'true' });
  const dash = merged ? '5 3' : 'none';
  const stroke = { stroke: colour, 'stroke-width': '2.5', 'stroke-dasharray': dash };
  piece.classList.add('swatch');
  piece.append(shape('line', { x1: '0', y1: '5', x2: '24', y2: '5', ...stroke }));
  if (marker !== null) {
    const fill = merged ? 'var(--background)' : colour;
    const path = { d: markerPath(marker, 3.6), transform: 'translate(12 5)' };
    piece.append(shape('path', { ...path, fill, stroke: colour, 'stroke-width': '1.4' }));
  }
  return piece;
}
