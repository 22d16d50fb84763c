import { CheckpointError } from '../core/run-errors.ts';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { InitialValue } from '../core/shapes.ts';

/** What a safetensors file holds: float32 arrays by name, and texts. */
export interface Tensors {
  readonly metadata: Named<string>;
  readonly arrays: Named<InitialValue>;
}

/** Bytes of the header's length, which comes first. */
const LENGTH_BYTES = 8;
/** The header is padded to whole words of 8 bytes, so that readers can map the data. */
const ALIGNMENT = 8;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** A header of this project takes some kilobytes. */
export const MAX_HEADER_BYTES = 2 ** 20;

/**
 * The bytes of a safetensors file: the header's length as 8 bytes, little endian; the header, JSON;
 * the arrays one after the other, row by row.
 *
 * Format: https://huggingface.co/docs/safetensors.
 */
export function encodeTensors({ metadata, arrays }: Tensors): Buffer {
  let offset = 0;
  const entries = Object.entries(arrays).map(([name, { shape, values }]) => {
    const begin = offset;
    offset += values.byteLength;
    return { name, begin, header: { dtype: 'F32', shape, data_offsets: [begin, offset] } };
  });
  const text = JSON.stringify({
    __metadata__: metadata,
    ...Object.fromEntries(entries.map(({ name, header }) => [name, header])),
  });
  const unpadded = Buffer.from(text);
  const length = Math.ceil(unpadded.length / ALIGNMENT) * ALIGNMENT;
  const bytes = Buffer.alloc(LENGTH_BYTES + length + offset, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  unpadded.copy(bytes, LENGTH_BYTES);
  for (const { name, begin } of entries) {
    const { values } = get(arrays, name);
    const view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    bytes.set(view, LENGTH_BYTES + length + begin);
  }
  return bytes;
}

function damaged(problem: string): never {
  throw new CheckpointError(`it is damaged: ${problem}`);
}

/** The text of the header, which lies between the length and the data. */
export function headerOf(bytes: Buffer): string {
  if (bytes.length < LENGTH_BYTES) damaged(`${bytes.length} bytes hold no header`);
  const length = bytes.readBigUInt64LE();
  const most = BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES));
  if (length > most) damaged(`the header claims ${length} bytes, ${most} at most`);
  return bytes.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + Number(length));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLengths = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);

function parseHeader(text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return header;
  } catch {
    // Reported below, as any other header that is none.
  }
  return damaged('the header is no JSON object');
}

/** One array; `begin` is where it must start, since arrays leave no holes. */
function decodeArray(name: string, entry: unknown, data: Buffer, begin: number): InitialValue {
  if (!isRecord(entry)) damaged(`the entry of ${name} is no object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32') damaged(`${name} has the type ${String(dtype)}; F32 is expected`);
  if (!isLengths(shape)) damaged(`${name} has no shape`);
  if (!isLengths(offsets) || offsets.length !== 2) damaged(`${name} has no offsets`);
  const [from = 0, to = 0] = offsets;
  if (from !== begin || to > data.length || to - from !== sizeOf(shape) * FLOAT_BYTES) {
    damaged(`${name} lies at ${from} to ${to}, which does not fit its shape or its neighbours`);
  }
  // A copy: the data section need not be aligned in memory.
  const values = new Float32Array(Uint8Array.from(data.subarray(from, to)).buffer);
  return { shape, values };
}

/**
 * Reads a safetensors file whose arrays are all float32. Nothing is allocated on the word of the
 * header alone.
 *
 * @throws CheckpointError that says what is wrong.
 */
export function decodeTensors(bytes: Buffer): Tensors {
  const text = headerOf(bytes);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(text);
  if (!isRecord(metadata) || !Object.values(metadata).every((item) => typeof item === 'string')) {
    damaged('the metadata are no texts');
  }
  const data = bytes.subarray(LENGTH_BYTES + Buffer.byteLength(text));
  let begin = 0;
  const arrays = Object.entries(entries).map(([name, entry]) => {
    const array = decodeArray(name, entry, data, begin);
    begin += array.values.byteLength;
    return [name, array] as const;
  });
  if (begin !== data.length) damaged(`its arrays take ${begin} of ${data.length} bytes`);
  return { metadata: metadata as Record<string, string>, arrays: Object.fromEntries(arrays) };
}
