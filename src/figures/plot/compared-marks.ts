import type { ComparedPoint } from '../compared.ts';
import { markerPath } from '../markers.ts';
import type { Layer } from './panel.ts';
import type { Theme } from './theme.ts';

/** Area of a marker's box in square pixels. */
const SIZE = 58;

/** Dashes of an interval's bar, where an estimator's lines have them. */
export const dashes = {
  condition: { test: 'datum.merged', value: [4, 2] },
  value: [1, 0],
};

/** Colours are values, not categories with a legend. */
export const colour = { field: 'colour', type: 'nominal', scale: null, legend: null } as const;

/** An arrow head at the end of a bar without an end: `left` or `down`. */
export const arrowHead = (towards: 'left' | 'down') =>
  ({
    type: 'point',
    filled: true,
    opacity: 1,
    size: 34,
    shape: markerPath(towards === 'left' ? 'triangle left' : 'triangle down', 1),
  }) as const;

/** Layers that draw every point's marker at its place, hollow where `isHollow` says so. */
export function markerLayers<Drawn extends Pick<ComparedPoint, 'marker' | 'colour'>>(
  points: readonly Drawn[],
  encoding: object,
  isHollow: (point: Drawn) => boolean,
  { hollow }: Theme,
): Layer[] {
  const shapes = new Map(points.map(({ marker }) => [marker, markerPath(marker, 1)]));
  return [...shapes].map(([marker, shape]) => ({
    data: {
      values: points
        .filter((point) => point.marker === marker)
        .map((point) => ({ ...point, fill: isHollow(point) ? hollow : point.colour })),
    },
    mark: { type: 'point', shape, size: SIZE, strokeWidth: 1.6, opacity: 1 } as const,
    encoding: {
      ...encoding,
      color: colour,
      fill: { field: 'fill', type: 'nominal', scale: null, legend: null } as const,
    },
  }));
}
