import { basename, dirname, join } from 'node:path';

/** Where the files of one run are: `<out>/<experiment>/<run id>/seed-<n>/`. */
export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
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

  /** Which process writes to the folder. */
  get lock(): string {
    return join(this.path, 'lock.json');
  }

  /** Who may take over the lock `id` once it is stale: exactly one process can make this file. */
  lockAfter(id: string): string {
    return join(this.path, `lock.after-${id}.json`);
  }

  /** Of these names, those that an interrupted acquisition of the lock leaves. */
  lockLeftoversAmong(names: readonly string[]): string[] {
    return names
      .filter((name) => /^lock\.(json\.[0-9a-f]{8}\.tmp|after-[0-9a-f-]+\.json)$/.test(name))
      .map((name) => join(this.path, name));
  }

  /** Which process runs it for a sweep, and how far it is: beside the files that the run itself writes. */
  get task(): string {
    return join(this.path, 'task.json');
  }

  /** What a run that was started by the local launcher printed. */
  get output(): string {
    return join(this.path, 'output.log');
  }

  /** The checkpoint before the last one. */
  get previousCheckpoint(): string {
    return join(this.path, 'checkpoint.previous.safetensors');
  }

  /** Where the checkpoints are that a run keeps, whatever comes after them. */
  get keptFolder(): string {
    return join(this.path, 'checkpoints');
  }

  /** The checkpoint that is kept of a step. */
  keptCheckpoint(step: number): string {
    return join(this.keptFolder, `step-${step}.safetensors`);
  }

  /** What a kept checkpoint is called before it is whole: the folder never holds a part of one. */
  get keptDraft(): string {
    return join(this.path, 'kept-checkpoint');
  }

  /** The steps of kept checkpoints among the names that their folder holds, rising. */
  keptAmong(names: readonly string[]): number[] {
    return names
      .flatMap((name) => /^step-(0|[1-9]\d{0,14})\.safetensors$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => one - other);
  }

  /** Pictures of what the model has learned, which `vae-bench samples` draws. */
  get samples(): string {
    return join(this.path, 'samples.png');
  }

  /** How the posterior uses its categories: what `vae-bench samples` measures. */
  get posterior(): string {
    return join(this.path, 'posterior.json');
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
   * Every file that a run writes or that is drawn of it, except its lock, event files and kept checkpoints, in the order in which
   * `--force` removes them: what says that a run is complete goes first, and what says whose files these are goes
   * last.
   */
  get files(): readonly string[] {
    return [
      this.record,
      this.checkpoint,
      this.previousCheckpoint,
      this.metrics,
      this.timing,
      this.log,
      this.posterior,
      this.samples,
      this.config,
    ];
  }

  /**
   * The longest path of a file that a run writes, those included that are there for a moment. The name of
   * a lock's successor is longer than that of any file with its temporary ending.
   */
  get longest(): string {
    return this.lockAfter('00000000-0000-0000-0000-000000000000');
  }

  /** `seed-0`. */
  get seed(): string {
    return basename(this.path);
  }
}

/**
 * Where the checkpoint may be that a user names: by a run's folder, by the folder of a run's seeds, or by the
 * file itself.
 */
export const checkpointsFor = (path: string, seed: number): readonly string[] => [
  new RunDirectory(path).checkpoint,
  new RunDirectory(join(path, `seed-${seed}`)).checkpoint,
  path,
];

/** The run that a checkpoint's file belongs to, by where it lies. */
export function runOfCheckpoint(file: string): RunDirectory {
  const folder = dirname(file);
  const above = new RunDirectory(dirname(folder));
  return above.keptFolder === folder ? above : new RunDirectory(folder);
}

/** The name of a run's folder. */
const SEED = /^seed-\d+$/;

/** Whether a folder has the name of a run's folder: `seed-0`. */
export const isSeedFolder = (path: string): boolean => SEED.test(basename(path));
