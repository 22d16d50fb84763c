import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { configSchema } from '../config/schema.ts';
import { SweepDirectoryError } from '../core/sweep-errors.ts';
import { readRegular } from '../core/regular-file.ts';
import { shownPath } from '../core/text.ts';
import { storedConfigSchema } from './config-file.ts';
import type { StoredConfig } from './config-file.ts';
import { readFields } from './reading.ts';
import type { Reading } from './reading.ts';

const runSchema = z.strictObject({
  directory: z.string(),
  seed: z.int(),
  samples: z.int(),
  evaluations: z.number(),
  config: configSchema,
});

/** Of sweep.json. */
const format = z.literal(1);

const manifestSchema = z.strictObject({
  format,
  name: z.string(),
  /** A task's number is its place in this list. */
  runs: z.array(runSchema),
});

/** What sweep.json holds: every run, complete. */
export type Manifest = z.output<typeof manifestSchema>;

/**
 * The manifest that tasks are started from.
 *
 * @throws SweepDirectoryError when it is missing or damaged.
 */
export function readManifest(file: string): Manifest {
  const shown = shownPath(file);
  const remedy = 'Run `vae-bench sweep` with the sweep file again: it writes a new one.';
  if (!existsSync(file)) throw new SweepDirectoryError(shown, 'does not exist', remedy);
  try {
    return manifestSchema.parse(JSON.parse(readRegular(file).toString()));
  } catch (cause) {
    throw new SweepDirectoryError(shown, 'is not the manifest of a sweep', remedy, { cause });
  }
}

/** A run of a sweep, as far as those who look on need it. */
export interface PlannedFolder {
  /** Relative to the sweep's. */
  readonly directory: string;
  readonly config: StoredConfig;
}

const lookSchema = z.object({ format, runs: z.array(z.unknown()) });
const plannedSchema = z.looseObject({ directory: z.string(), config: storedConfigSchema });

/** The runs that a sweep.json names, also one of another version; never throws. */
export function readPlannedRuns(file: string): Reading<readonly PlannedFolder[]> {
  const { value, damage } = readFields(file, lookSchema);
  if (value?.runs === undefined || value.format === undefined) return { value: undefined, damage };
  const parsed = value.runs.map((run) => plannedSchema.safeParse(run));
  const runs = parsed.flatMap(({ data }) => data ?? []);
  const bad = parsed.length - runs.length;
  const problem = `has ${bad} ${bad === 1 ? 'run' : 'runs'} without a valid folder and configuration`;
  return {
    value: runs,
    damage: bad === 0 ? damage : { file: basename(file), problem },
  };
}
