import { basename, dirname, join, resolve } from 'node:path';
import { RunDirectory } from './run-directory.ts';

const MANIFEST = 'sweep.json';

/** Where the files of a sweep are: `<out>/<name>/`, its runs below or beside it. */
export class SweepDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** The sweep that a user names, by its folder or its sweep.json. */
  static named(path: string): SweepDirectory {
    return basename(path) === MANIFEST ? SweepDirectory.ofManifest(path) : new SweepDirectory(path);
  }

  /** The sweep whose manifest this is; `run-task` finds everything from there. */
  static ofManifest(file: string): SweepDirectory {
    return new SweepDirectory(dirname(resolve(file)));
  }

  /** The results folder that the runs' `out` names. */
  get out(): string {
    return dirname(this.path);
  }

  get name(): string {
    return basename(this.path);
  }

  get manifest(): string {
    return join(this.path, MANIFEST);
  }

  /** Scripts, submissions and logs of Slurm. */
  get slurm(): string {
    return join(this.path, 'slurm');
  }

  /** What the command of `sweep --on-finish` printed. */
  get onFinishLog(): string {
    return join(this.path, 'on-finish.log');
  }

  /** The folder of one run, by its name in the manifest. */
  run(directory: string): RunDirectory {
    return new RunDirectory(join(this.path, directory));
  }
}
