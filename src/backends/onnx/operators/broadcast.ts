import { GraphError } from '../graph-error.ts';
import type { Shape } from '../shapes.ts';

/**
 * The shape that two shapes broadcast to, by the rules of ONNX and of TensorFlow.js alike.
 *
 * @throws GraphError when they do not.
 */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const ofA = a[axis - rank + a.length] ?? 1;
    const ofB = b[axis - rank + b.length] ?? 1;
    if (ofA !== ofB && ofA !== 1 && ofB !== 1) {
      throw new GraphError(`[${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
    }
    return ofA === 1 ? ofB : ofA;
  });
}
