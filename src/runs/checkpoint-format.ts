import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CheckpointError } from '../core/run-errors.ts';
import { mapNamed } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';
import type { SavedState } from '../training/train.ts';
import { decodeTensors, encodeTensors, headerOf } from './safetensors.ts';

/** What must be the same for a run to resume from a checkpoint. */
export interface Maker {
  /** SHA-256 of everything that decides a number of metrics.csv. */
  readonly config_sha256: string;
  /** One line with the library's version and the threads: rounding depends on them. */
  readonly backend: string;
  /** Version of vae-bench. */
  readonly version: string;
}

/** The state of a run after a step, and how far its files were then. */
export interface Checkpoint extends SavedState {
  readonly maker: Maker;
  /** Seconds that the run had taken, over all its starts. */
  readonly seconds: number;
  /** The beginning of metrics.csv that belongs to the state. */
  readonly metrics: { readonly bytes: number; readonly sha256: string };
}

const FORMAT = 'vae-bench checkpoint 1';
/** Stands where the checksum will, while it is computed. */
const NO_CHECKSUM = '0'.repeat(64);

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const seconds = z.string().transform(Number).pipe(z.number().nonnegative());

const metadataSchema = z.strictObject({
  format: z.literal(FORMAT),
  sha256: z.string(),
  config_sha256: z.string(),
  backend: z.string(),
  version: z.string(),
  step: whole,
  measured_step: whole,
  training_seconds: seconds,
  seconds,
  metrics_bytes: whole,
  metrics_sha256: z.string(),
});

const checksumField = (checksum: string): string => `"sha256":"${checksum}"`;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The bytes of a checkpoint: a safetensors file whose metadata hold the SHA-256 of the whole file,
 * computed with 64 zeros in its place. No bit of the file can change unnoticed.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  const { maker, step, measuredStep, trainingSeconds, metrics, state } = checkpoint;
  const bytes = encodeTensors({
    metadata: {
      format: FORMAT,
      sha256: NO_CHECKSUM,
      ...maker,
      step: String(step),
      measured_step: String(measuredStep),
      training_seconds: String(trainingSeconds),
      seconds: String(checkpoint.seconds),
      metrics_bytes: String(metrics.bytes),
      metrics_sha256: metrics.sha256,
    } satisfies Record<keyof z.input<typeof metadataSchema>, string>,
    arrays: state,
  });
  const field = checksumField(NO_CHECKSUM);
  bytes.write(checksumField(sha256(bytes)), bytes.indexOf(field));
  return bytes;
}

function verifyChecksum(bytes: Buffer): void {
  const { sha256: claimed = '' } = decodeTensors(bytes).metadata;
  const field = checksumField(claimed);
  const at = headerOf(bytes).indexOf(field);
  if (!/^[0-9a-f]{64}$/.test(claimed) || at < 0) throw new CheckpointError('it has no checksum');
  const copy = Buffer.from(bytes);
  copy.write(checksumField(NO_CHECKSUM), copy.indexOf(field));
  if (sha256(copy) !== claimed) throw new CheckpointError('it is damaged: its checksum is wrong');
}

/**
 * Reads a checkpoint of any model.
 *
 * @throws CheckpointError that says what is wrong.
 */
export function readCheckpoint(bytes: Buffer): Checkpoint {
  verifyChecksum(bytes);
  const { metadata, arrays } = decodeTensors(bytes);
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) throw new CheckpointError(`its metadata are wrong: ${parsed.error.message}`);
  const { step, measured_step: measuredStep, config_sha256, backend, version } = parsed.data;
  return {
    step,
    measuredStep,
    trainingSeconds: parsed.data.training_seconds,
    seconds: parsed.data.seconds,
    metrics: { bytes: parsed.data.metrics_bytes, sha256: parsed.data.metrics_sha256 },
    maker: { config_sha256, backend, version },
    state: arrays,
  };
}

/**
 * Reads a checkpoint.
 *
 * @param shapes - the arrays that it must hold.
 * @throws CheckpointError that says what is wrong.
 */
export function decodeCheckpoint(bytes: Buffer, shapes: Named<Shape>): Checkpoint {
  const checkpoint = readCheckpoint(bytes);
  const found = mapNamed(checkpoint.state, ({ shape }) => shape);
  const expected = mapNamed(shapes, (shape) => [...shape]);
  if (isDeepStrictEqual(found, expected)) return checkpoint;
  throw new CheckpointError('its arrays are not those of this model');
}
