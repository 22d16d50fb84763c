import { createHash } from 'node:crypto';

/** Bytes that a name in a folder may have, on the file systems of Linux and macOS. */
export const MAX_NAME_BYTES = 255;
/** Bytes of a whole path, by system; it is not known of others, or depends on their settings. */
const MAX_PATH_BYTES: Partial<Record<NodeJS.Platform, number>> = { linux: 4095, darwin: 1023 };

/** What a short form keeps of a long name, in characters. */
const KEPT = 100;
/** What a name keeps of a value that it cannot hold as it is, in characters. */
const KEPT_OF_VALUE = 24;
/** Hexadecimal digits: of 10,000 values, two have the same with a probability of 5 · 10⁻⁵. */
const DIGITS = 10;

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, DIGITS);

/**
 * A name as it is, or a readable start of it with a hash of the whole where it would be too long for a
 * folder.
 *
 * @param name - in ASCII.
 * @param start - how it begins in any case.
 */
export function shortened(name: string, start = ''): string {
  if (name.length <= MAX_NAME_BYTES) return name;
  const most = MAX_NAME_BYTES - DIGITS - 1;
  const kept = name.slice(0, Math.min(Math.max(KEPT, start.length), most));
  return `${kept.replace(/[-.]+$/, '')}_${hashOf(name)}`;
}

/** Numbers stay as they are; so do short words without capitals, which some file systems do not tell apart. */
function plainText(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'string') return undefined;
  const plain = /^[a-z][a-z0-9.+]{0,63}$/.test(value) && !['true', 'false', 'null'].includes(value);
  return plain || words.includes(value) ? value : undefined;
}

/**
 * A value as a part of a name: different values have different texts. Numbers, plain words and lists of
 * numbers are there as they are (`0.5`, `cosine`, `512x256`); of any other value there is a readable part
 * and a hash: `results_a_b_1f8a09c2d3`.
 *
 * @param words - values that are there as they are, whatever they hold.
 * @param isList - whether the value is a list in any case, so that one number cannot stand for itself.
 */
export function nameOf(value: unknown, words: readonly string[] = [], isList = false): string {
  const plain = plainText(value, words);
  if (plain !== undefined) return plain;
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const numbers = Array.isArray(value) && list.every(Number.isFinite);
  if (numbers && (isList || list.length > 1)) return list.join('x');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const readable = text.replace(/[^A-Za-z0-9.+]+/g, '_').slice(-KEPT_OF_VALUE);
  return `${readable.replace(/^_|_$/g, '')}_${hashOf(JSON.stringify(value))}`;
}

/** Why the system takes no such path; undefined when it does, as far as can be told. */
export function whyTooLong(path: string): string | undefined {
  const long = path.split(/[/\\]/).find((name) => Buffer.byteLength(name) > MAX_NAME_BYTES);
  if (long !== undefined) {
    const bytes = Buffer.byteLength(long);
    const start = Array.from(long).slice(0, 20).join('');
    return `the name "${start}…" has ${bytes} bytes; file systems take ${MAX_NAME_BYTES}`;
  }
  const most = MAX_PATH_BYTES[process.platform];
  const bytes = Buffer.byteLength(path);
  if (most === undefined || bytes <= most) return undefined;
  return `the path of a run's files has up to ${bytes} bytes; this system takes ${most}`;
}
