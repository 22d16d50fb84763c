import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/core/run-errors.ts';
import { mapNamed } from '../../src/core/named.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/runs/checkpoint-format.ts';
import type { Checkpoint } from '../../src/runs/checkpoint-format.ts';
import { decodeTensors, encodeTensors } from '../../src/runs/safetensors.ts';
import { readSafetensors } from '../support/runs/safetensors.ts';

const arrays = {
  'parameters/encoder/0/weights': {
    shape: [2, 3],
    values: Float32Array.of(1, -2, 0.5, 3e38, -0, 7),
  },
  'adam/first-weight': { shape: [], values: Float32Array.of(0.1) },
  'estimator/empty': { shape: [0, 4], values: new Float32Array() },
};

const checkpoint: Checkpoint = {
  ...{ step: 12, measuredStep: 10, trainingSeconds: 0.25, seconds: 1.5, state: arrays },
  metrics: { bytes: 40, sha256: 'ab'.repeat(32) },
  maker: { config_sha256: 'cd'.repeat(32), backend: 'onnx: "1 thread"', version: '0.1.0' },
};

const shapes = mapNamed(arrays, ({ shape }) => shape);
const sound = encodeCheckpoint(checkpoint);
const headerLength = Number(sound.readBigUInt64LE());

/** A copy with a changed header, its length corrected, and the checksum made right again. */
function withHeader(change: (header: Record<string, Record<string, unknown>>) => void): Buffer {
  const text = sound.toString('utf8', 8, 8 + headerLength);
  const header = JSON.parse(text) as Record<string, Record<string, unknown>>;
  change(header);
  header.__metadata__!.sha256 = '0'.repeat(64);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const bytes = Buffer.concat([length, json, sound.subarray(8 + headerLength)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  bytes.write(sha256, bytes.indexOf('0'.repeat(64)));
  return bytes;
}

describe('a safetensors file', () => {
  test('is read by another reader of the format, to the last bit', () => {
    const metadata = { greeting: 'grüß "Gott"' };
    const bytes = encodeTensors({ metadata, arrays });
    const read = readSafetensors(bytes);
    expect(read.metadata).toEqual(metadata);
    expect(read.arrays).toEqual(
      mapNamed(arrays, ({ shape, values }) => ({ shape, values: [...values] })),
    );
    expect((8 + Number(bytes.readBigUInt64LE())) % 8).toBe(0);
  });

  test('gives back what was written', () => {
    const data = { metadata: { a: 'b' }, arrays };
    expect(decodeTensors(encodeTensors(data))).toEqual(data);
  });
});

describe('a checkpoint', () => {
  test('gives back what was written', () => {
    expect(decodeCheckpoint(sound, shapes)).toEqual(checkpoint);
  });

  test('tells its step, its configuration and its checksum to any reader', () => {
    expect(readSafetensors(sound).metadata).toMatchObject({
      format: 'vae-bench checkpoint 1',
      step: '12',
      ...checkpoint.maker,
    });
    const { sha256 } = readSafetensors(sound).metadata;
    const zeroed = Buffer.from(sound);
    zeroed.write('0'.repeat(64), zeroed.indexOf(sha256!));
    expect(createHash('sha256').update(zeroed).digest('hex')).toBe(sha256);
  });

  test('is refused with any one bit flipped', () => {
    for (let bit = 0; bit < 8 * sound.length; bit += 1) {
      const bytes = Buffer.from(sound);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodeCheckpoint(bytes, shapes), `bit ${bit}`).toThrow(CheckpointError);
    }
  });

  test('is refused at any other length', () => {
    for (let length = 0; length < sound.length; length += 1) {
      const bytes = sound.subarray(0, length);
      expect(() => decodeCheckpoint(bytes, shapes), `${length}`).toThrow(CheckpointError);
    }
    const longer = Buffer.concat([sound, Buffer.alloc(4)]);
    expect(() => decodeCheckpoint(longer, shapes)).toThrow(CheckpointError);
  });

  test('is refused when it is any other bytes', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      // A header's length that is plausible, huge or both.
      fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.json()).map(([length, text]) => {
        const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(text), Buffer.alloc(64)]);
        bytes.writeBigUInt64LE(length % 3n === 0n ? BigInt(Buffer.byteLength(text)) : length);
        return bytes;
      }),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        expect(() => decodeCheckpoint(Buffer.from(bytes), shapes)).toThrow(CheckpointError);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('with a right checksum passes, if nothing else was changed', () => {
    expect(
      decodeCheckpoint(
        withHeader(() => undefined),
        shapes,
      ),
    ).toEqual(checkpoint);
  });

  const weights = 'parameters/encoder/0/weights';
  test.each<[string, (header: Record<string, Record<string, unknown>>) => void]>([
    ['another type', (header) => (header[weights]!.dtype = 'F64')],
    ['an unknown type', (header) => (header[weights]!.dtype = { F32: true })],
    ['another shape of one size', (header) => (header[weights]!.shape = [3, 2])],
    ['a shape that is too large', (header) => (header[weights]!.shape = [2 ** 30, 2 ** 30])],
    ['a shape that is negative', (header) => (header[weights]!.shape = [-2, -3])],
    ['a shape that is no list', (header) => (header[weights]!.shape = '2,3')],
    ['offsets outside the file', (header) => (header[weights]!.data_offsets = [0, 2 ** 40])],
    ['offsets that overlap', (header) => (header['adam/first-weight']!.data_offsets = [20, 24])],
    ['no offsets', (header) => delete header[weights]!.data_offsets],
    ['an array missing', (header) => delete header['estimator/empty']],
    [
      'an array more',
      (header) => (header.more = { dtype: 'F32', shape: [0], data_offsets: [28, 28] }),
    ],
    ['an entry that is no object', (header) => (header[weights] = null as never)],
    ['a step that is no number', (header) => (header.__metadata__!.step = '-1')],
    ['metadata that are no texts', (header) => (header.__metadata__!.step = 12)],
    ['no step', (header) => delete header.__metadata__!.step],
    ['another format', (header) => (header.__metadata__!.format = 'vae-bench checkpoint 2')],
  ])('is refused with %s, even under a right checksum', (_, change) => {
    expect(() => decodeCheckpoint(withHeader(change), shapes)).toThrow(CheckpointError);
  });

  test('is not read into memory on the word of its header', () => {
    const bytes = Buffer.from(sound);
    bytes.writeBigUInt64LE(2n ** 63n);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decodeCheckpoint(bytes, shapes)).toThrow(/claims 9223372036854775808 bytes/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10e6);
  });
});
