import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '../../../src/figures/results.ts';
import { panelsOf } from '../../../src/figures/panels.ts';
import type { Panel } from '../../../src/figures/panels.ts';
import type { Series } from '../../../src/figures/series.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const metricsHeader = 'step,epoch,function_evaluations,train_elbo,test_bound,grad_variance\n';

/** A row of metrics.csv; what is left out is made up. */
export interface MetricsRow {
  readonly step: number;
  readonly evaluations?: number;
  readonly elbo?: number | string;
  readonly bound?: number | string;
  readonly variance?: number | string;
}

/** Images per step, in the configurations of these runs and in what they count. */
const BATCH = 10;

/** The text of a metrics.csv in which an estimate takes `cost` evaluations of f per datapoint. */
export function metricsCsv(rows: readonly MetricsRow[], cost = 3): string {
  const lines = rows.map(({ step, evaluations, elbo = -3, bound = -2, variance = 1 }) =>
    [step, step / 100, evaluations ?? step * BATCH * cost, elbo, bound, variance].join(','),
  );
  return `${[metricsHeader.trimEnd(), ...lines].join('\n')}\n`;
}

/** The text of a timing.csv with these seconds at these steps. */
export function timingCsv(seconds: Readonly<Record<number, number>>): string {
  const header = 'step,seconds,milliseconds_per_step,evaluation_seconds,resident_megabytes';
  const lines = Object.entries(seconds).map(([step, value]) => `${step},${value},1,1,100`);
  return `${[header, ...lines].join('\n')}\n`;
}

/** Files of one seed: texts are written as they are, anything else as JSON; null leaves a file out. */
export interface SeedFiles {
  readonly config?: object | string | null;
  readonly metrics?: string | null;
  readonly timing?: string | null;
  readonly record?: object | string | null;
}

/** The configuration of a run whose name tells estimator and categories: `ars+-c5`, `ars-c3-v4`. */
export function configOf(run: string, more: object = {}): object {
  const [, estimator, categories] = /^(.+?)-c(\d+)(-|$)/.exec(run) ?? [];
  return {
    ...{ estimator, categories: Number(categories), batchSize: BATCH, steps: 2 },
    evaluation: { every: 1 },
    ...more,
  };
}

/** The record of a run with this status. */
export const recordOf = (status: string, reason: string | null = null) => ({
  ...{ status, reason, started: '2026-01-02T03:04:05.678Z', ended: null },
});

/** A results folder; without a path of its own it is removed when the running test ends. */
export class ResultsFolder {
  readonly path: string;

  constructor(path = temporaryFolder()) {
    this.path = path;
  }

  join(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes the files of a seed, such as `ars+-c5/seed-0`; of a complete run unless told otherwise. */
  seed(place: string, files: SeedFiles = {}): string {
    const folder = this.join(place);
    mkdirSync(folder, { recursive: true });
    const run = place.split('/').at(-2) ?? '';
    const {
      config = configOf(run),
      metrics = metricsCsv([{ step: 1 }, { step: 2 }]),
      timing = null,
      record = recordOf('completed', 'completed all steps'),
    } = files;
    const contents = {
      'config.json': config,
      'metrics.csv': metrics,
      'timing.csv': timing,
      'run.json': record,
    };
    for (const [name, content] of Object.entries(contents)) {
      if (content !== null) writeFileSync(join(folder, name), textOf(content));
    }
    return folder;
  }

  /** Writes a sweep.json that plans these seeds, below the folder of an experiment. */
  sweep(experiment: string, places: readonly string[]): void {
    const runs = places.map((directory) => ({
      ...{ directory, seed: 0, config: configOf(directory.split('/').at(-2) ?? '') },
    }));
    mkdirSync(this.join(experiment), { recursive: true });
    writeFileSync(this.join(experiment, 'sweep.json'), textOf({ format: 1, name: 's', runs }));
  }

  panels(): Panel[] {
    return panelsOf(readResults(this.path).seeds);
  }

  /** The only series of the folder. */
  onlySeries(): Series {
    const all = this.panels().flatMap(({ series }) => series);
    if (all.length !== 1) throw new Error(`There are ${all.length} series.`);
    return all[0]!;
  }
}

const textOf = (content: object | string) =>
  typeof content === 'string' ? content : JSON.stringify(content);
