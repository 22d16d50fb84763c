import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { PluginError } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import type { Estimator } from './contract.ts';
import { estimators } from './table.ts';

const method = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', {
  error: 'must be a function',
});

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
  leastSamples: z.int().min(1).optional(),
  cost: z.string(),
  evaluations: method,
  noise: method,
  initialState: method.optional(),
  gradient: method,
});

async function load(file: string): Promise<Estimator[]> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PluginError(file, `cannot be loaded: ${reason}`, { cause });
  }
  const exported = module.default;
  const candidates: unknown[] = Array.isArray(exported) ? exported : [exported];
  return candidates.map((candidate) => {
    const result = estimatorSchema.safeParse(candidate);
    if (!result.success) {
      throw new PluginError(
        file,
        'must have an estimator, or a list of them, as its default export ' +
          `(docs/adding-an-estimator.md):\n${z.prettifyError(result.error)}`,
      );
    }
    // The object itself, not zod's copy: its methods may use `this`.
    return candidate as Estimator;
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
      if (Object.hasOwn(table, estimator.name)) {
        throw new PluginError(
          file,
          `names its estimator "${estimator.name}", which exists already. Choose another name.`,
        );
      }
      table[estimator.name] = estimator;
    }
  }
  return table;
}
