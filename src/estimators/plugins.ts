import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { asUserError } from '../backends/user-errors.ts';
import { EstimatorOutputError, PluginError, VaeBenchError } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Estimator, EstimatorInputs, GradientEstimate } from './contract.ts';
import { estimators } from './built-in.ts';

const method = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', {
  error: 'must be a function',
});

type AnyFunction = (...args: unknown[]) => unknown;

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

const shape = z.array(z.int().nonnegative(), { error: 'must be a shape such as [2, 3]' });

/** What the functions of the contract must return. */
const results = {
  evaluations: z.number({ error: 'must be a number' }).nonnegative(),
  derivatives: z.number({ error: 'must be a number' }).nonnegative(),
  noise: z.record(z.string(), shape, { error: 'must be shapes by name' }),
  initialState: z.record(
    z.string(),
    z
      .object({ shape, values: z.instanceof(Float32Array) })
      .refine(({ shape: lengths, values }) => sizeOf(lengths) === values.length, {
        error: 'must have as many values as its shape says',
      }),
    { error: 'must be { shape, values } by name' },
  ),
} as const;

/** Where in the plugin an error was thrown: `mine.mjs:12:5`; empty when it was somewhere else. */
function placeIn(file: string, error: unknown): string {
  const name = basename(file);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const line = stack.split('\n').find((one) => one.includes(pathToFileURL(file).href));
  const place = /:(\d+:\d+)\)?$/.exec(line ?? '')?.[1];
  return place === undefined ? '' : ` (${name}:${place})`;
}

/** A step returns an estimate, and leaves every variable for the next one. */
function assertEstimate(
  file: string,
  { name }: Estimator,
  { state }: EstimatorInputs,
  result: unknown,
): void {
  if (typeof result !== 'object' || result === null) throw new EstimatorOutputError(name);
  const returned = Object.keys((result as GradientEstimate).state ?? {});
  const missing = Object.keys(state).filter((variable) => !returned.includes(variable));
  if (missing.length === 0) return;
  throw new PluginError(
    file,
    `returned no next value of ${missing.join(', ')} from gradient; all variables of initialState ` +
      'must be in its state',
  );
}

/**
 * The same estimator, whose functions' errors name the plugin and the place, and whose results are
 * checked as far as nothing else does.
 */
function guarded(file: string, estimator: Estimator): Estimator {
  const call = (name: keyof Estimator, method: AnyFunction, args: unknown[]): unknown => {
    let result: unknown;
    try {
      result = Reflect.apply(method, estimator, args);
    } catch (thrown) {
      const error = asUserError(thrown);
      if (error instanceof VaeBenchError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const problem = `threw in ${name} of "${estimator.name}": ${reason}${placeIn(file, error)}`;
      throw new PluginError(file, problem, { cause: error });
    }
    const expected = (results as Partial<Record<string, z.ZodType>>)[name]?.safeParse(result);
    if (expected?.success === false) {
      const wrong = z.prettifyError(expected.error);
      throw new PluginError(file, `returned from ${name} of "${estimator.name}":\n${wrong}`);
    }
    if (name === 'gradient') assertEstimate(file, estimator, args[0] as EstimatorInputs, result);
    return result;
  };
  return new Proxy(estimator, {
    get(target, key: keyof Estimator) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => call(key, value as AnyFunction, args);
    },
  });
}

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
