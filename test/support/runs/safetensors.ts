import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFiles } from './run-files.ts';

/** What an independent reader finds in a safetensors file. */
export interface ReadTensors {
  readonly metadata: Record<string, string>;
  readonly arrays: Record<string, { readonly shape: number[]; readonly values: number[] }>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** Reads a safetensors file by its published format, value by value; shares no code with the product. */
export function readSafetensors(bytes: Buffer): ReadTensors {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Entry>;
  const { __metadata__: metadata, ...entries } = header;
  const arrays = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`);
      const length = (to - from) / 4;
      const values = Array.from({ length }, (_, at) => bytes.readFloatLE(start + from + 4 * at));
      return [name, { shape, values }] as const;
    },
  );
  return {
    metadata: metadata as unknown as Record<string, string>,
    arrays: Object.fromEntries(arrays),
  };
}

/** The arrays of the checkpoints that a run keeps, by the names of their files. */
export function keptArrays(files: RunFiles): Record<string, ReadTensors['arrays']> {
  const folder = files.file('checkpoints');
  return Object.fromEntries(
    (existsSync(folder) ? readdirSync(folder) : [])
      .sort()
      .map((name) => [name, readSafetensors(readFileSync(join(folder, name))).arrays]),
  );
}
