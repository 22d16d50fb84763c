import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { ChosenEstimator } from '../estimators/choose.ts';
import { settingsBesidesDefaults } from '../estimators/settings.ts';

/** The paper's number of latent variables; other numbers show in the run id. */
const USUAL_VARIABLES = 20;

/**
 * A readable name that tells runs of one experiment apart: `ars+-c5`, `reinforce-loo-c10-n46`,
 * `exact-c3-v4`, `reinforce+baseline-c3-n3-decay-0.9`.
 */
export function runId(config: Config, { estimator, samples }: ChosenEstimator): string {
  return [
    estimator.name,
    `c${config.categories}`,
    ...(estimator.leastSamples === undefined ? [] : [`n${samples}`]),
    ...(config.variables === USUAL_VARIABLES ? [] : [`v${config.variables}`]),
    ...settingsBesidesDefaults(estimator, estimator.values).map(
      ([name, value]) => `${name}-${String(value).replace(/[^A-Za-z0-9._+]/g, '_')}`,
    ),
  ].join('-');
}

/** Where the files of one run are: `<out>/<experiment>/<run id>/seed-<n>/`. */
export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  static of(config: Config, chosen: ChosenEstimator, seed: number): RunDirectory {
    return new RunDirectory(join(config.out, config.name, runId(config, chosen), `seed-${seed}`));
  }

  get config(): string {
    return join(this.path, 'config.json');
  }

  get record(): string {
    return join(this.path, 'run.json');
  }

  get metrics(): string {
    return join(this.path, 'metrics.csv');
  }

  get timing(): string {
    return join(this.path, 'timing.csv');
  }

  get log(): string {
    return join(this.path, 'log.jsonl');
  }

  get checkpoint(): string {
    return join(this.path, 'checkpoint.safetensors');
  }

  /** The checkpoint before the last one. */
  get previousCheckpoint(): string {
    return join(this.path, 'checkpoint.previous.safetensors');
  }

  /**
   * The event file of a run whose first start was at this time, in seconds since 1970. A run that
   * starts over has a file of another name: TensorBoard does not look again at one that it knows.
   */
  eventFile(started: number): string {
    const time = String(Math.floor(started)).padStart(10, '0');
    return join(this.path, `events.out.tfevents.${time}.vae-bench`);
  }

  /** What the event file is called before it is whole: TensorBoard reads all that has tfevents in its name. */
  get eventDraft(): string {
    return join(this.path, 'event-file');
  }

  /** The event files among the names that the folder holds. */
  eventFilesAmong(names: readonly string[]): string[] {
    return names
      .filter((name) => /^events\.out\.tfevents\.[^.]+\.vae-bench$/.test(name))
      .map((name) => join(this.path, name));
  }

  /**
   * Every file that a run writes, except its lock and event files, in the order in which `--force` removes them: what
   * says that a run is complete goes first, and what says whose files these are goes last.
   */
  get files(): readonly string[] {
    return [
      this.record,
      this.checkpoint,
      this.previousCheckpoint,
      this.metrics,
      this.timing,
      this.log,
      this.config,
    ];
  }
}
