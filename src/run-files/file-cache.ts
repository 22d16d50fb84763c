import { statSync } from 'node:fs';
import { systemCode } from '../core/file-system.ts';

/** What tells a version of a file from any other, without reading it. */
export interface FileStamp {
  /** Empty when there is no such file. */
  readonly text: string;
  /** Milliseconds since 1970; 0 when there is no such file. */
  readonly changed: number;
}

const MISSING: FileStamp = { text: '', changed: 0 };

/** The stamp of a file; never throws. */
export function stampOf(path: string): FileStamp {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (found === undefined) return MISSING;
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs, mtimeMs } = found;
    const changed = Number(ctimeMs > mtimeMs ? ctimeMs : mtimeMs);
    return { text: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`, changed };
  } catch (error) {
    return { text: systemCode(error) ?? String(error), changed: 0 };
  }
}

/**
 * Milliseconds within which a file system may give two versions of a file the same time: FAT, the coarsest,
 * counts in steps of two seconds.
 */
const GRANULARITY = 2000;

/**
 * Whether a file that has the same stamp again is the same. One that was changed just before it was looked
 * at may have been changed since.
 *
 * @param looked - milliseconds since 1970, before it was read.
 */
export const isSettled = ({ changed }: FileStamp, looked: number): boolean =>
  looked - changed > GRANULARITY;

interface Entry<T> {
  readonly stamp: FileStamp;
  readonly looked: number;
  readonly value: T;
}

/** What was made of files, for as long as they do not change. */
export class FileCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #isSame: (one: T, other: T) => boolean;

  /** @param isSame - whether a new value says the same as the one before, which is then kept. */
  constructor(isSame: (one: T, other: T) => boolean = () => false) {
    this.#isSame = isSame;
  }

  /**
   * @param stamp - of the file as it is now.
   * @param make - given what was made of the version before, if there was one.
   */
  get(path: string, stamp: FileStamp, make: (before: T | undefined) => T): T {
    const before = this.#entries.get(path);
    if (before?.stamp.text === stamp.text && isSettled(before.stamp, before.looked)) {
      return before.value;
    }
    const looked = Date.now();
    const made = make(before?.value);
    const value = before !== undefined && this.#isSame(before.value, made) ? before.value : made;
    this.#entries.set(path, { stamp, looked, value });
    return value;
  }
}
