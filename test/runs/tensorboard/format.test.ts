import crc32c from 'crc-32/crc32c.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openingEvents, scalarsEvent } from '../../../src/runs/tensorboard/event.ts';
import { maskedCrc32c, tfRecord } from '../../../src/runs/tensorboard/record.ts';
import { crc32cByBits, masked, readEvent, readRecords } from '../../support/runs/event-files.ts';

const ascending = Uint8Array.from({ length: 32 }, (_, at) => at);

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4.
  test.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 to 31', ascending, 0x46dd794e],
    ['31 to 0', ascending.toReversed(), 0x113fdb5c],
  ])('of %s is that of RFC 3720', (_, bytes, expected) => {
    expect(crc32cByBits(bytes)).toBe(expected);
    expect(crc32c.buf(bytes) >>> 0).toBe(expected);
  });

  test('is masked by a rotation and a constant', () => {
    // 0x8a9136aa >> 15 = 0x11522 and 0x8a9136aa << 17 = 0x6d540000; their sum with 0xa282ead8.
    expect(masked(0x8a9136aa)).toBe(0x0fd7fffa);
    expect(maskedCrc32c(new Uint8Array(32))).toBe(0x0fd7fffa);
  });

  test('of any bytes is that of the bitwise definition, masked', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(maskedCrc32c(bytes)).toBe(masked(crc32cByBits(bytes)));
      }),
      { seed: 1 },
    );
  });
});

describe('a TFRecord', () => {
  test('is length, checksum, data, checksum', () => {
    // tensorboard 2.21.0, Python: struct.pack("<Q", 3) + struct.pack("<I", masked_crc32c(struct.pack("<Q",
    // 3))) + b"abc" + struct.pack("<I", masked_crc32c(b"abc")).
    expect(tfRecord(Buffer.from('abc')).toString('hex')).toBe(
      '0300000000000000b099490e6162636e57f121',
    );
  });

  test('holds any bytes, of which every one is guarded', () => {
    const data = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(fc.array(data, { maxLength: 4 }), data, fc.nat(), (before, last, place) => {
        const file = Buffer.concat([...before, last].map(tfRecord));
        const read = readRecords(file);
        expect(read.data.map((one) => [...one])).toEqual([...before, last].map((one) => [...one]));
        expect(read.torn).toBe(0);
        const end = 16 + last.length;
        const cut = 1 + (place % (end - 1));
        expect(readRecords(file.subarray(0, -cut))).toEqual({
          data: read.data.slice(0, -1),
          torn: end - cut,
        });
        const damaged = Buffer.from(file);
        damaged[place % file.length]! ^= 1 << (place % 8);
        expect(() => readRecords(damaged)).toThrow(/wrong checksum/);
      }),
      { seed: 2 },
    );
  });
});

describe('an event', () => {
  test('with scalars is what TensorBoard itself would write', () => {
    // tensorboard 2.21.0, Python: Event(wall_time=1.5e9, step=300, summary=Summary(value=[
    // Summary.Value(tag="a", simple_value=-0.1), Summary.Value(tag="b/c", simple_value=0)])).SerializeToString()
    const event = scalarsEvent({ wallTime: 1.5e9, step: 300, values: { a: -0.1, 'b/c': 0 } });
    expect(Buffer.from(event).toString('hex')).toBe(
      '09000000c00b5ad64110ac022a160a080a016115cdccccbd0a0a0a03622f631500000000',
    );
  });

  test('that opens a file tells the version, and that a session starts', () => {
    // Event(wall_time=1.5e9, file_version="brain.Event:2") and
    // Event(wall_time=1.5e9, step=0, session_log=SessionLog(status=SessionLog.START)).
    expect(openingEvents(1.5e9).map((event) => Buffer.from(event).toString('hex'))).toEqual([
      '09000000c00b5ad6411a0d627261696e2e4576656e743a32',
      '09000000c00b5ad6413a020801',
    ]);
  });

  test('gives back any numbers, rounded to float32', () => {
    const scalars = fc.record({
      wallTime: fc.double({ noNaN: true }),
      step: fc.maxSafeNat(),
      values: fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.double(), {
        noNullPrototype: true,
      }),
    });
    fc.assert(
      fc.property(scalars, ({ wallTime, step, values }) => {
        const rounded = Object.entries(values).map(([tag, value]) => [tag, Math.fround(value)]);
        const event = readEvent(Buffer.from(scalarsEvent({ wallTime, step, values })));
        expect(event.step).toBe(step);
        expect(event.wallTime ?? 0).toBe(wallTime);
        expect(Object.entries(event.values ?? {})).toEqual(rounded);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
