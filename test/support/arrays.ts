import { expect } from 'vitest';
import type { Backend, Input, Program } from '../../src/backends/backend.ts';
import { mapNamed } from '../../src/core/named.ts';
import type { Named } from '../../src/core/named.ts';
import type { Shape } from '../../src/core/shapes.ts';

/** A value with its shape. */
export interface Shaped {
  readonly shape: Shape;
  readonly values: Float32Array<ArrayBuffer>;
}

export function shaped(shape: Shape, values: Iterable<number>): Shaped {
  return { shape, values: Float32Array.from(values) };
}

/** Runs a program once and reads all its outputs. */
export async function runOnce(
  backend: Backend,
  program: Program,
  inputs: Named<Shaped>,
): Promise<Record<string, Float32Array>> {
  const run = backend.compile(
    program,
    mapNamed(inputs, ({ shape }) => shape),
  );
  const outputs = await run(mapNamed(inputs, ({ values }): Input => values));
  const read = await Promise.all(
    Object.entries(outputs).map(async ([name, array]) => [name, await array.read()] as const),
  );
  for (const array of Object.values(outputs)) array.dispose();
  return Object.fromEntries(read);
}

/** The largest |a − b| relative to the largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let difference = 0;
  let scale = 0;
  for (let at = 0; at < b.length; at += 1) {
    difference = Math.max(difference, Math.abs(a[at]! - b[at]!));
    scale = Math.max(scale, Math.abs(b[at]!));
  }
  return scale === 0 ? difference : difference / scale;
}
