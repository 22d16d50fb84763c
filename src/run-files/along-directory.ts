import { basename, dirname, join, relative, sep } from 'node:path';
import { ComparisonDirectory } from './comparison-directory.ts';
import { readComparison, readComparisonTiming } from './comparison-file.ts';
import type { Comparison, ComparisonTiming } from './comparison-file.ts';
import { isSeedFolder, RunDirectory } from './run-directory.ts';
import { walkResults } from './walk.ts';

/** Which run a comparison is of, and after which step. */
export interface AlongPlace {
  readonly experiment: string;
  /** The run's name, which its seeds share: `ars+-c10`. */
  readonly run: string;
  /** `seed-0`. */
  readonly seed: string;
  readonly step: number;
}

/** A comparison along training. */
export interface AlongPoint extends AlongPlace {
  readonly comparison: Comparison;
  readonly timing: ComparisonTiming;
}

/** The place of a step of a run. */
export function placeOf({ path }: RunDirectory, step: number): AlongPlace {
  const run = dirname(path);
  return {
    experiment: basename(dirname(run)),
    run: basename(run),
    seed: basename(path),
    step,
  };
}

/** What a folder's path says of a comparison, `…/figure1/ars+-c10/seed-0/step-1000`; undefined for another folder. */
export function placeIn(folder: string): AlongPlace | undefined {
  const step = /^step-(\d+)$/.exec(basename(folder))?.[1];
  const run = new RunDirectory(dirname(folder));
  return step === undefined || !isSeedFolder(run.path) ? undefined : placeOf(run, Number(step));
}

/** `figure1/ars+-c10/seed-0, step 1000`. */
export const shownPlace = ({ experiment, run, seed, step }: AlongPlace): string =>
  `${experiment}/${run}/${seed}, step ${step}`;

/** Where the files of comparisons along training are: the folder that `vae-bench compare -o` names. */
export class AlongDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The files of the comparison at one step of one run. */
  point({ experiment, run, seed, step }: AlongPlace): ComparisonDirectory {
    return new ComparisonDirectory(join(this.path, experiment, run, seed, `step-${step}`));
  }

  /** Every part of every estimator at every step, as one table. */
  get table(): string {
    return join(this.path, 'along.csv');
  }

  /** The charts of variance and bias against the step. */
  figure(format: 'svg' | 'png'): string {
    return join(this.path, `along.${format}`);
  }

  /** What a path below this folder says of a comparison; undefined for another folder. */
  #placeAt(folder: string): AlongPlace | undefined {
    const [experiment, run, seed, last, ...more] = relative(this.path, folder).split(sep);
    const step = /^step-(\d+)$/.exec(last ?? '')?.[1];
    if (experiment === undefined || run === undefined || seed === undefined) return undefined;
    if (step === undefined || more.length > 0) return undefined;
    return { experiment, run, seed, step: Number(step) };
  }

  /** The comparisons that are there and can be read, by run and seed, with rising steps. */
  points(): AlongPoint[] {
    const points = walkResults(this.path).comparisons.flatMap((directory): AlongPoint[] => {
      const place = this.#placeAt(directory.path);
      const found = place === undefined ? undefined : comparisonIn(directory);
      return place === undefined || found === undefined ? [] : [{ ...place, ...found }];
    });
    const key = ({ experiment, run, seed }: AlongPlace) => `${experiment}/${run}/${seed}`;
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    return points.sort((one, other) => compare(key(one), key(other)) || one.step - other.step);
  }
}

/** The results in one folder; undefined when there are none that can be read. */
export function comparisonIn(
  directory: ComparisonDirectory,
): Pick<AlongPoint, 'comparison' | 'timing'> | undefined {
  const comparison = readComparison(directory.comparison).value;
  const timing = readComparisonTiming(directory.timing).value;
  return comparison && { comparison, timing };
}
