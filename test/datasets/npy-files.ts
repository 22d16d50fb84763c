import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package.ts';

/** A file that NumPy wrote (test/fixtures/npy/make.py). */
export const numpyFile = (name: string): Buffer =>
  readFileSync(join(packageRoot, 'test/fixtures/npy', name));

/** np.arange(8 * 2 * 3) * 5 % 256: the elements of train.npy, [8, 2, 3]. */
export const trainLevels: readonly number[] = Array.from({ length: 48 }, (_, at) => (5 * at) % 256);

/** The last three images of the first three, in turn: the elements of test.npy, [3, 2, 3]. */
export const testLevels: readonly number[] = [2, 1, 0].flatMap((image) =>
  trainLevels.slice(6 * image, 6 * image + 6),
);

/** An .npy file of version 1.0 with any header. */
export function npyBytes(header: string, elements: Uint8Array = new Uint8Array()): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  const start = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  return Buffer.concat([start, length, Buffer.from(header), elements]);
}

/** An .npy file of uint8 with this shape and 1, 2, 3, … as elements, `count` of them. */
export function uint8Bytes(
  shape: readonly number[],
  count = shape.reduce((a, b) => a * b, 1),
): Buffer {
  return npyBytes(
    `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }\n`,
    Uint8Array.from({ length: count }, (_, at) => at + 1),
  );
}
