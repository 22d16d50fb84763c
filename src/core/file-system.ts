import * as nodeFs from 'node:fs';
import { FileError } from './file-errors.ts';

/**
 * The file operations that vae-bench writes results with: the part of `node:fs` that it uses, so that
 * tests can put failing ones in their place.
 */
export type FileSystem = Pick<
  typeof nodeFs,
  | 'closeSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'linkSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmdirSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeSync'
>;

/** The real one. */
export const nodeFileSystem: FileSystem = nodeFs;

/** The code of an error of the operating system, such as ENOSPC; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Runs file operations; an error of the operating system becomes a FileError about `path`. */
export function onFile<T>(path: string, doing: string, operations: () => T): T {
  try {
    return operations();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    throw new FileError(path, doing, code, { cause });
  }
}

/** Carries on when a file operation fails: for tidying up where another error is being reported. */
export function quietly(operations: () => void): void {
  try {
    operations();
  } catch (error) {
    if (systemCode(error) === undefined && !(error instanceof FileError)) throw error;
  }
}

/** What an operation gives; undefined when its file is missing. */
export function unlessMissing<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
