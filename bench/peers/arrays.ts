import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A float32 array as contenders exchange it. */
export interface ArrayFile {
  readonly shape: readonly number[];
  /** Row by row. */
  readonly values: Float32Array;
}

export type Arrays = Readonly<Record<string, ArrayFile>>;

const SHAPES = 'shapes.json';

/** The file of an array; `/` in names becomes `.`. */
function fileOf(folder: string, name: string): string {
  return join(folder, `${name.replaceAll('/', '.')}.f32`);
}

/** Writes a folder that `protocol.py` reads: raw float32 files, and their shapes in `shapes.json`. */
export async function writeArrays(folder: string, arrays: Arrays): Promise<void> {
  await mkdir(folder, { recursive: true });
  const shapes: Record<string, readonly number[]> = {};
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    shapes[name] = shape;
    await writeFile(fileOf(folder, name), values);
  }
  await writeFile(join(folder, SHAPES), JSON.stringify(shapes));
}

/** Reads a folder that `writeArrays` or `protocol.py` wrote. */
export async function readArrays(folder: string): Promise<Arrays> {
  const text = await readFile(join(folder, SHAPES), 'utf8');
  const shapes = JSON.parse(text) as Record<string, number[]>;
  const arrays: Record<string, ArrayFile> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const bytes = Uint8Array.from(await readFile(fileOf(folder, name)));
    arrays[name] = { shape, values: new Float32Array(bytes.buffer) };
  }
  return arrays;
}
