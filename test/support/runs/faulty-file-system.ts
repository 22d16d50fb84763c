import { nodeFileSystem } from '../../../src/core/file-system.ts';
import type { FileSystem } from '../../../src/core/file-system.ts';

/** One file operation that was asked for. */
interface Operation {
  /** `fsync`. */
  readonly name: string;
  /** Counted from 1. */
  readonly number: number;
}

/** An error as the operating system gives it. */
function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected by a test`), { code });
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * The real file system, except that `fault` is asked before every operation and may name an error to
 * fail with. A write that fails with ENOSPC writes half of its bytes first, as a disk that fills up does.
 */
export function faultyFileSystem(
  fault: (operation: Operation) => string | undefined,
): FileSystem & { readonly count: number } {
  let count = 0;
  return new Proxy(nodeFileSystem, {
    get(target, key) {
      if (key === 'count') return count;
      const original = target[key as keyof FileSystem] as unknown as AnyFunction;
      return (...args: unknown[]) => {
        count += 1;
        const code = fault({ name: String(key).replace('Sync', ''), number: count });
        if (code === undefined) return original(...args);
        // The file stays closed: that it could not be flushed is all that close reports.
        if (key === 'closeSync') original(...args);
        if (key === 'writeSync' && code === 'ENOSPC') {
          const [fd, bytes, offset, length, position] = args as [
            number,
            Buffer,
            number,
            number,
            number | null,
          ];
          nodeFileSystem.writeSync(fd, bytes, offset, Math.floor(length / 2), position);
        }
        throw systemError(code);
      };
    },
  }) as FileSystem & { readonly count: number };
}
