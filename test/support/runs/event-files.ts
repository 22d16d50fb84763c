import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** CRC-32C bit by bit: the reflected polynomial 0x82f63b78, from all ones, inverted at the end. */
export function crc32cByBits(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** ((crc >> 15) | (crc << 17)) + 0xa282ead8 modulo 2³², in arithmetic that has no 32-bit integers. */
export function masked(crc: number): number {
  const rotated = Math.floor(crc / 2 ** 15) + (crc % 2 ** 15) * 2 ** 17;
  return (rotated + 0xa282ead8) % 2 ** 32;
}

/** The data of all records of a TFRecord file, and how many bytes of a torn one follow. */
interface Records {
  readonly data: readonly Buffer[];
  readonly torn: number;
}

/** @throws Error when a checksum is wrong. */
export function readRecords(file: Buffer): Records {
  const data: Buffer[] = [];
  let at = 0;
  const check = (from: number, to: number): void => {
    const expected = masked(crc32cByBits(file.subarray(from, to)));
    if (file.readUInt32LE(to) !== expected) throw new Error(`wrong checksum at byte ${to}`);
  };
  while (at + 12 <= file.length) {
    check(at, at + 8);
    const end = at + 12 + Number(file.readBigUInt64LE(at));
    if (end + 4 > file.length) break;
    check(at + 12, end);
    data.push(file.subarray(at + 12, end));
    at = end + 4;
  }
  return { data, torn: file.length - at };
}

/** A field of a protocol buffer: its number, and a varint or the bytes of any other value. */
type Field = readonly [number, number | Buffer];

/** Splits a message into its fields by the published encoding (protobuf.dev, "Encoding"). */
function readFields(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  const bytes = (length: number): Buffer => {
    at += length;
    if (at > message.length) throw new Error('a field is longer than its message');
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const wireType = key % 8;
    if (![0, 1, 2, 5].includes(wireType)) throw new Error(`wire type ${wireType}`);
    const value =
      wireType === 0 ? varint() : bytes(wireType === 1 ? 8 : wireType === 5 ? 4 : varint());
    fields.push([Math.floor(key / 8), value]);
  }
  return fields;
}

/** What a tensorflow.Event tells; what it does not have is left out. */
interface ReadEvent {
  wallTime?: number;
  step: number;
  fileVersion?: string;
  sessionStatus?: number;
  values?: Record<string, number>;
}

function readValue(message: Buffer): [string, number] {
  const fields = new Map(readFields(message));
  if ([...fields.keys()].join() !== '1,2') throw new Error('no tag with a simple_value');
  return [(fields.get(1) as Buffer).toString(), (fields.get(2) as Buffer).readFloatLE()];
}

export function readEvent(message: Buffer): ReadEvent {
  const event: ReadEvent = { step: 0 };
  for (const [number, value] of readFields(message)) {
    if (number === 1) event.wallTime = (value as Buffer).readDoubleLE();
    else if (number === 2) event.step = value as number;
    else if (number === 3) event.fileVersion = (value as Buffer).toString();
    else if (number === 5) {
      const values = readFields(value as Buffer).map(([, one]) => readValue(one as Buffer));
      event.values = Object.fromEntries(values);
    } else if (number === 7) {
      event.sessionStatus = new Map(readFields(value as Buffer)).get(1) as number;
    } else throw new Error(`field ${number}`);
  }
  return event;
}

/** The names of a folder's files that TensorBoard would read, in the order in which it would. */
export function eventFileNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.includes('tfevents'))
    .sort();
}

/** All events that TensorBoard would find in a folder, and the bytes that belong to none. */
export function readEvents(folder: string): { events: ReadEvent[]; torn: number } {
  const files = eventFileNames(folder).map((name) => readRecords(readFileSync(join(folder, name))));
  return {
    events: files.flatMap(({ data }) => data.map(readEvent)),
    torn: files.reduce((sum, { torn }) => sum + torn, 0),
  };
}
