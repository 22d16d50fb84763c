import { z } from 'zod';
import type { Entry } from '../config/entries.ts';
import { ConfigError } from '../core/errors.ts';
import { count, seed } from '../core/fields.ts';
import { shownValue } from '../core/json.ts';
import { RandomStream } from '../core/random.ts';
import { takenApart } from './dotted.ts';
import { fitted } from './ranges.ts';

const bounds = () => z.tuple([z.number(), z.number()]);

/** How the values of a setting are drawn. */
export const distributionSchema = z.union([
  z.strictObject({ choice: z.array(z.unknown()).min(1) }).describe('One of a list.'),
  z.strictObject({ uniform: bounds() }).describe('Uniform between two numbers.'),
  z
    .strictObject({ logUniform: bounds() })
    .describe('Uniform logarithm between two numbers above 0.'),
  z.strictObject({ integer: bounds() }).describe('A whole number from one to another.'),
]);

export const numberSchema = count(1, 10_000).describe('Draws.');
export const seedSchema = seed().default(0).describe('Seed of the draws.');

type Draw = (uniform: number) => unknown;

function interval(name: string, [low, high]: readonly [number, number]): Draw {
  if (name === 'integer') {
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low > high) {
      throw new Error('needs two whole numbers, the smaller first');
    }
    return (uniform) => low + Math.floor(uniform * (high - low + 1));
  }
  if (low >= high) throw new Error('needs two numbers, the smaller first');
  if (name === 'uniform') return (uniform) => low + uniform * (high - low);
  if (low <= 0) throw new Error('needs numbers above 0');
  return (uniform) => low * (high / low) ** uniform;
}

function drawOf(name: string, value: unknown): Draw {
  const parsed = distributionSchema.safeParse({ [name]: value });
  if (!parsed.success) {
    throw new Error(
      'must be {"choice": [a, b, …]}, or "uniform", "logUniform" or "integer" with [from, to]',
    );
  }
  if (name !== 'choice') return interval(name, value as [number, number]);
  const list = value as readonly unknown[];
  return (uniform) => list[Math.floor(uniform * list.length)];
}

/**
 * The draws of a sweep's `sample`: one entry per setting, its value the list of its draws. The same seed
 * gives the same draws; more draws begin with the fewer, and a further setting changes no other.
 *
 * @param entries - those below `sample`.
 * @throws ConfigError that lists everything that is wrong.
 */
export function drawsOf(entries: readonly Entry[]): Entry[] {
  const issues: { path: string; origin: string; message: string }[] = [];
  const issue = ({ path, origin }: Entry, message: string) => {
    issues.push({ path: path.join('.'), origin, message });
  };
  const read = <T>(name: string, schema: z.ZodType<T>): T | undefined => {
    const entry = entries.find(({ path }) => path.length === 2 && path[1] === name);
    const result = schema.safeParse(entry?.value);
    if (result.success) return result.data;
    const at = entry ?? { ...(entries[0] as Entry), path: ['sample', name] };
    const [{ message } = { message: '' }] = result.error.issues;
    issue(at, `${message}; found ${entry === undefined ? 'none' : shownValue(entry.value)}`);
    return undefined;
  };
  const number = read('number', numberSchema) ?? 1;
  const from = read('seed', seedSchema) ?? 0;
  for (const entry of entries) {
    const [, key] = entry.path;
    if (entry.path.length === 2 && (key === 'number' || key === 'seed')) continue;
    if (key === 'settings' && entry.path.length > 3) continue;
    issue(
      entry,
      'must be {"number": 20, "seed": 0, "settings": {…}}, with a distribution per setting',
    );
  }
  const drawn = takenApart(
    entries.filter(({ path }) => path[1] === 'settings' && path.length > 3),
    2,
  ).flatMap((entry): Entry[] => {
    const path = entry.path.slice(0, -1);
    const [setting, name] = [path.slice(2), entry.path.at(-1) ?? ''];
    try {
      const draw = drawOf(name, entry.value);
      const stream = new RandomStream(from, 'sample', setting.join('.'));
      const value = Array.from({ length: number }, () => {
        const one = draw(stream.uniform());
        return name === 'choice' ? one : fitted(setting, one as number);
      });
      return [{ path, value, origin: entry.origin }];
    } catch (error) {
      issue(
        entry,
        `${error instanceof Error ? error.message : String(error)}; found ${shownValue(entry.value)}`,
      );
      return [];
    }
  });
  if (issues.length === 0 && drawn.length === 0) {
    issue({ ...(entries[0] as Entry), path: ['sample', 'settings'] }, 'needs at least one setting');
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return drawn;
}
