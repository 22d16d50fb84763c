import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { openRegular } from '../core/regular-file.ts';
import { systemCode } from '../core/file-system.ts';
import type { RunDirectory } from './run-directory.ts';

/** Length and SHA-256 of the beginning of a file, as its writer knew them. */
export const extentSchema = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Extent = z.output<typeof extentSchema>;

/** Length and SHA-256 of these bytes. */
export const extentOf = (bytes: Buffer): Extent => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** What a record says of metrics.csv. */
export interface RecordedExtent extends Extent {
  /** Which file says it: `run.json`. */
  readonly by: string;
  /** Whether the file has no more than that. */
  readonly whole: boolean;
}

const grouped = (count: number) => count.toLocaleString('en');

/**
 * What of a file does not match its record, as a clause about the file; null when nothing does not.
 *
 * @param known - of a beginning of the file: it need not be computed again.
 */
export function mismatchOf(bytes: Buffer, recorded: RecordedExtent, known?: Extent): string | null {
  const { by, whole } = recorded;
  if (bytes.length < recorded.bytes || (whole && bytes.length > recorded.bytes)) {
    const least = whole ? '' : 'at least ';
    return `has ${grouped(bytes.length)} bytes, and ${by} records ${least}${grouped(recorded.bytes)}`;
  }
  const found =
    known?.bytes === recorded.bytes ? known : extentOf(bytes.subarray(0, recorded.bytes));
  if (found.sha256 === recorded.sha256) return null;
  return `was changed: its SHA-256 is not the one that ${by} records`;
}

/** Of a checkpoint; more than its header takes. */
const MAX_HEADER = 2 ** 20;

const headerSchema = z.object({
  __metadata__: z.object({
    step: z.string(),
    metrics_bytes: z.string().transform(Number).pipe(extentSchema.shape.bytes),
    metrics_sha256: extentSchema.shape.sha256,
  }),
});

/** What a checkpoint says of metrics.csv, and of which step it is. */
export interface CheckpointExtent extends Extent {
  readonly step: number;
}

/**
 * The length and checksum of metrics.csv that a checkpoint was written with; undefined when there is none
 * that can be read. Its header alone is read: arrays may be large.
 */
export function readCheckpointExtent(path: string): CheckpointExtent | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openRegular(path);
    const length = Buffer.alloc(8);
    if (readSync(descriptor, length, 0, 8, 0) < 8) return undefined;
    const size = Number(length.readBigUInt64LE());
    if (size > MAX_HEADER) return undefined;
    const header = Buffer.alloc(size);
    if (readSync(descriptor, header, 0, size, 8) < size) return undefined;
    const { data } = headerSchema.safeParse(JSON.parse(header.toString()));
    if (data === undefined) return undefined;
    const { step, metrics_bytes: bytes, metrics_sha256: sha256 } = data.__metadata__;
    return { bytes, sha256, step: Number(step) };
  } catch (error) {
    if (systemCode(error) === undefined && !(error instanceof SyntaxError)) throw error;
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What of run.json says how far metrics.csv should be. */
interface Progress {
  readonly status?: string | undefined;
  readonly steps?: number | undefined;
  readonly metrics?: Extent | undefined;
}

/** What is recorded of metrics.csv: by run.json of a complete run, or else by the last checkpoint. */
export function recordedExtent(
  run: RunDirectory,
  { status, steps, metrics }: Progress,
  checkpoint: CheckpointExtent | undefined,
): RecordedExtent | undefined {
  const completed = status === 'completed';
  if (completed && metrics !== undefined) {
    return { ...metrics, by: basename(run.record), whole: true };
  }
  if (checkpoint === undefined) return undefined;
  const { bytes, sha256, step } = checkpoint;
  const whole = completed && step === steps;
  return { bytes, sha256, by: basename(run.checkpoint), whole };
}
