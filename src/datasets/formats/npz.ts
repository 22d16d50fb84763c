import { createRequire } from 'node:module';
import { inflateRawSync } from 'node:zlib';
import type AdmZip from 'adm-zip';
import { DatasetError } from '../../core/file-errors.ts';
import { MAX_FILE_BYTES, readBytes, reasonOf, unpackStart } from '../files.ts';
import { readNpyHeader } from './npy.ts';

/** ZIP's number of its usual compression; 0 is none. */
const DEFLATED = 8;
const DAMAGED = 'It is damaged, or no .npz file: write it with numpy.savez.';

/** The arrays of an .npz file, which is a zip archive of .npy files. */
export interface Npz {
  /** Names of its files: `train.npy`. */
  readonly names: readonly string[];
  /**
   * The bytes of one of them.
   *
   * @throws DatasetError when it is damaged, or is larger than its own header claims.
   */
  readonly read: (name: string) => Buffer;
}

/** The first bytes of an entry, unpacked. */
function startOf(entry: AdmZip.IZipEntry): Buffer {
  const packed = entry.getCompressedData();
  return entry.header.method === DEFLATED ? unpackStart(packed, inflateRawSync) : packed;
}

/**
 * Opens an .npz file.
 *
 * @throws DatasetError when it cannot be read or is no zip archive.
 */
export function openNpz(file: string): Npz {
  const bytes = readBytes(file);
  const attempt = <T>(read: () => T, place = file): T => {
    try {
      return read();
    } catch (cause) {
      if (cause instanceof DatasetError) throw cause;
      throw new DatasetError(place, `cannot be unpacked (${reasonOf(cause)})`, DAMAGED, { cause });
    }
  };
  // When it is needed: what only lists the data sets should not wait for it.
  const Zip = createRequire(import.meta.url)('adm-zip') as typeof AdmZip;
  const entries = attempt(() => new Zip(bytes).getEntries());
  return {
    names: entries.map(({ entryName }) => entryName),
    read: (name) => {
      const place = `${file} (${name})`;
      return attempt(() => {
        const entry = entries.find(({ entryName }) => entryName === name);
        if (entry === undefined) throw new Error('it is not there');
        // An archive that claims more than the array it holds is not unpacked, however small it is.
        const { length } = readNpyHeader(place, startOf(entry));
        const claimed = entry.header.size;
        if (claimed === length && length <= MAX_FILE_BYTES) return entry.getData();
        throw new Error(
          `its array takes ${length} bytes, and the archive claims ${claimed}; at most ${MAX_FILE_BYTES} are read`,
        );
      }, place);
    },
  };
}
