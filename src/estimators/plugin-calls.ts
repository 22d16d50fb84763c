import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { asUserError } from '../backends/user-errors.ts';
import { EstimatorOutputError, PluginError } from '../core/estimator-errors.ts';
import { VaeBenchError } from '../core/errors.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Estimator, EstimatorInputs, GradientEstimate } from './contract.ts';
import { sharedState } from './plugin-globals.ts';
import { assertUnchanged, forbidExit, forbidRandom } from './plugin-manners.ts';

type AnyFunction = (...args: unknown[]) => unknown;

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

/** Calls a function of a plugin, which may neither end the process nor draw random numbers. */
function apart<T>(file: string, when: string, work: () => T): T {
  const allowExit = forbidExit(file, when);
  const allowRandom = forbidRandom(file, when);
  try {
    return work();
  } finally {
    allowRandom();
    allowExit();
  }
}

/**
 * The same estimator, whose functions' errors name the plugin and the place, and whose results are
 * checked as far as nothing else does.
 */
export function guarded(file: string, estimator: Estimator): Estimator {
  const seen = new Set<string>();
  const call = (name: keyof Estimator, method: AnyFunction, args: unknown[]): unknown => {
    const when = `in ${name} of "${estimator.name}"`;
    // Once: a program that is not compiled calls `gradient` in every step.
    const before = seen.has(name) ? undefined : sharedState();
    seen.add(name);
    let result: unknown;
    try {
      result = apart<unknown>(file, when, () => Reflect.apply(method, estimator, args));
    } catch (thrown) {
      const error = asUserError(thrown);
      if (error instanceof VaeBenchError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const problem = `threw ${when}: ${reason}${placeIn(file, error)}`;
      throw new PluginError(file, problem, { cause: error });
    }
    const expected = (results as Partial<Record<string, z.ZodType>>)[name]?.safeParse(result);
    if (expected?.success === false) {
      const wrong = z.prettifyError(expected.error);
      throw new PluginError(file, `returned from ${name} of "${estimator.name}":\n${wrong}`);
    }
    if (before !== undefined) assertUnchanged(file, before, when);
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
