import { basename, dirname, join, resolve } from 'node:path';

/** Where the files of a sweep are: `<out>/<name>/`, its runs below or beside it. */
export class SweepDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
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
    return join(this.path, 'sweep.json');
  }

  /** Scripts, submissions and logs of Slurm. */
  get slurm(): string {
    return join(this.path, 'slurm');
  }

  /** The folder of one run, by its name in the manifest. */
  run(directory: string): string {
    return join(this.path, directory);
  }
}

/** Who runs a run, and how far it is: beside the files that the run itself writes. */
export const taskFile = (run: string): string => join(run, 'task.json');

/** What a run that was started by the local launcher printed. */
export const outputFile = (run: string): string => join(run, 'output.log');
