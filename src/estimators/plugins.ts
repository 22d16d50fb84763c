import { existsSync, statSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { PluginError } from '../core/estimator-errors.ts';
import type { Named } from '../core/named.ts';
import { noteStranger } from '../processes/process-end.ts';
import { estimators } from './built-in.ts';
import type { Estimator } from './contract.ts';
import { guarded } from './plugin-calls.ts';
import { sharedState } from './plugin-globals.ts';
import { importPlugin } from './plugin-import.ts';
import { assertUnchanged, forbidExit } from './plugin-manners.ts';

const method = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', {
  error: 'must be a function',
});

/** A zod object whose settings all have defaults. */
const settingsSchema = z.custom<z.ZodObject>(
  (value) => value instanceof z.ZodObject && value.safeParse({}).success,
  { error: 'must be a z.object of settings that all have a default (import { z } from vae-bench)' },
);

/** The shape of the contract; what the functions return is checked when they are used. */
const estimatorSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9.+_-]*$/i, {
    error: 'must hold only letters, digits and . + _ -',
  }),
  title: z.string(),
  reference: z.string(),
  summary: z.string(),
  unbiased: z.boolean(),
  categories: z.literal(2).optional(),
  extendedBy: z.string().optional(),
  leastSamples: z.int().min(1).optional(),
  settings: settingsSchema.optional(),
  cost: z.string(),
  evaluations: method,
  derivatives: method.optional(),
  noise: method,
  initialState: method.optional(),
  gradient: method,
});

/** Imports a plugin that must leave the process and everything shared as they are. */
async function importWell(file: string): Promise<{ readonly default?: unknown }> {
  if (!existsSync(file)) throw new PluginError(file, 'does not exist.');
  noteStranger(file);
  // Importing a pipe would wait for whoever writes to it.
  if (!statSync(file).isFile()) {
    throw new PluginError(file, 'is a folder, pipe or device; it must be a file');
  }
  // Else a tensor of the plugin would be what chooses TensorFlow.js's first backend.
  await tf.ready();
  const before = sharedState();
  const allowExit = forbidExit(file, 'while it is imported');
  try {
    const module = await importPlugin(file);
    allowExit();
    assertUnchanged(file, before, 'while it is imported');
    return module;
  } catch (cause) {
    if (cause instanceof PluginError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PluginError(file, `cannot be loaded: ${reason}`, { cause });
  } finally {
    allowExit();
  }
}

async function load(file: string): Promise<Estimator[]> {
  const exported = (await importWell(file)).default;
  const candidates: unknown[] = Array.isArray(exported) ? exported : [exported];
  return candidates.map((candidate) => {
    const result = estimatorSchema.safeParse(candidate);
    if (!result.success) {
      throw new PluginError(
        file,
        'must have an estimator, or a list of them, as its default export ' +
          `(docs/extending.md):\n${z.prettifyError(result.error)}`,
      );
    }
    // The object itself, not zod's copy: its methods may use `this`.
    return guarded(file, candidate as Estimator);
  });
}

/**
 * The estimators of vae-bench and of the plugin files, by name.
 *
 * @param files - absolute paths of ES modules whose default export is an estimator or a list of them.
 * @throws PluginError for a file that cannot be loaded, breaks the contract or takes a name twice.
 */
export async function loadEstimators(files: readonly string[]): Promise<Named<Estimator>> {
  const table: Record<string, Estimator> = { ...estimators };
  for (const file of files) {
    for (const estimator of await load(file)) {
      // Names become folders, and some file systems do not tell capitals apart.
      const lowered = estimator.name.toLowerCase();
      const taken = Object.keys(table).find((name) => name.toLowerCase() === lowered);
      if (taken !== undefined) {
        const exists = taken === estimator.name ? 'which' : `and "${taken}"`;
        throw new PluginError(
          file,
          `names its estimator "${estimator.name}", ${exists} exists already. Choose another name.`,
        );
      }
      table[estimator.name] = estimator;
    }
  }
  return table;
}
