import { z } from 'zod';
import { count } from '../core/fields.ts';

const EVERY = /^every ([1-9]\d{0,14})$/;

const error = 'must be a list of steps such as [0, 1000, 5000], each once, or "every 1000"';

/** The steps whose checkpoints a run keeps: a list, or `every 1000` for 0, 1000, 2000, … */
export const stepsToKeep = () =>
  z.union(
    [
      z
        .array(count(0))
        .refine((steps) => new Set(steps).size === steps.length, { error })
        .meta({ uniqueItems: true }),
      z.string().regex(EVERY, { error }),
    ],
    { error },
  );

/** The value of `checkpoint.keep`; null keeps none. */
type KeptSteps = z.output<ReturnType<typeof stepsToKeep>> | null;

const everyOf = (text: string): number => Number(EVERY.exec(text)?.[1]);

/** Whether the checkpoint of a step is kept. */
export function isKept(keep: KeptSteps, step: number): boolean {
  if (keep === null) return false;
  return typeof keep === 'string' ? step % everyOf(keep) === 0 : keep.includes(step);
}

/** The steps up to `last` whose checkpoints are kept, rising. */
export function keptUpTo(keep: KeptSteps, last: number): number[] {
  if (keep === null) return [];
  if (typeof keep !== 'string') {
    return keep.filter((step) => step <= last).sort((one, other) => one - other);
  }
  const every = everyOf(keep);
  return Array.from({ length: Math.floor(last / every) + 1 }, (_, at) => at * every);
}

/** The steps of a list that lie beyond `last`, rising; none of `every N`, which has no end. */
export function keptBeyond(keep: KeptSteps, last: number): number[] {
  if (keep === null || typeof keep === 'string') return [];
  return keep.filter((step) => step > last).sort((one, other) => one - other);
}

/** Reads a flag's argument: `0,1000,5000` is a list; the schema judges everything else. */
export function parseKeptSteps(text: string): unknown {
  if (text.trim() === 'null') return null;
  const parts = text.replace(/^\s*\[|\]\s*$/g, '').split(',');
  return parts.every((part) => /^\s*\d+\s*$/.test(part)) ? parts.map(Number) : text;
}
