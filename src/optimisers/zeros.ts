import { mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';

/** Starting values of sums, by the name of what is summed. */
export function zeros(shapes: Named<Shape>): Record<string, InitialValue> {
  return mapNamed(shapes, (shape) => ({ shape, values: new Float32Array(sizeOf(shape)) }));
}
