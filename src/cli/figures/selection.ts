import type { z } from 'zod';
import { printable } from '../../core/printable.ts';
import { unsmoothed } from '../../figures/curve.ts';
import type { CurveOptions } from '../../figures/curve.ts';
import { unreadableNote } from '../../figures/results.ts';
import type { Results, SeedResult } from '../../figures/results.ts';
import { assertAmong, assertTagged } from '../options/names.ts';
import type { axisOptions, selectionOptions } from './options.ts';
import { warn } from '../terminal/output.ts';

type Parsed<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

export function curveOptions({ x, from, to, smooth }: Parsed<typeof axisOptions>): CurveOptions {
  return {
    axis: x ?? unsmoothed.axis,
    from: from ?? unsmoothed.from,
    to: to ?? unsmoothed.to,
    smoothing: smooth ?? unsmoothed.smoothing,
  };
}

/**
 * The seeds of the estimators, numbers of categories and tags that were asked for.
 *
 * @throws UsageError for one that the results do not have.
 */
export function selectedSeeds(
  { seeds }: Results,
  { estimator, categories, tag }: Parsed<typeof selectionOptions>,
): SeedResult[] {
  const among = (flag: string, asked: string[] | undefined, of: (seed: SeedResult) => string) => {
    const there = [...new Set(seeds.map(of))];
    if (asked === undefined) return there;
    assertAmong(flag, asked, there);
    return asked;
  };
  if (tag !== undefined) assertTagged(tag, seeds);
  const names = among('--estimator', estimator, ({ config }) => config.estimator);
  const counts = among('--categories', categories, ({ config }) => String(config.categories));
  return seeds.filter(
    ({ config, tags }) =>
      names.includes(config.estimator) &&
      counts.includes(String(config.categories)) &&
      (tag === undefined || tags.some((one) => tag.includes(one))),
  );
}

/** Tells on standard error what was left out of a figure or table, and which files are damaged. */
export function warnOf({ unreadable, damages }: Results, notes: readonly string[] = []): void {
  const said = (damage: string) => notes.some((note) => note.startsWith(damage));
  const others = damages.filter((damage) => !said(damage));
  for (const note of [...notes, ...others, ...unreadable.map(unreadableNote)]) {
    warn(`${printable(note)}\n`);
  }
}
