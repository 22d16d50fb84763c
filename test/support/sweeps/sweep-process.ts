import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startVaeBench, vaeBench } from '../cli/vae-bench.ts';
import type { Ended } from '../cli/vae-bench.ts';
import { pluginSource } from '../cli/plugin-source.ts';
import type { RunReport, StatusReport } from '../../../src/sweeps/status.ts';

/** A sweep of four steps on a folder of small images, measured every second step; `changes` win. */
export function tinySweep(data: string, changes: object): object {
  return {
    name: 'tiny',
    categories: 3,
    variables: 3,
    batchSize: 5,
    steps: 4,
    model: { encoderHidden: [4], decoderHidden: [4] },
    evaluation: { every: 2, samples: 5 },
    data: { directory: data },
    backend: { name: 'wasm' },
    ...changes,
  };
}

/** A folder with a sweep file and its results. */
export class SweepFolder {
  readonly path: string;
  readonly file: string;
  readonly out: string;

  constructor(path: string, sweep: object) {
    this.path = path;
    this.file = join(path, 'sweep-file.json');
    this.out = join(path, 'results');
    this.describe(sweep);
  }

  /** Writes the sweep file anew. */
  describe(sweep: object): void {
    writeFileSync(this.file, JSON.stringify(sweep));
  }

  /** The folder of a run of the sweep `tiny`. */
  run(directory: string): string {
    return join(this.out, 'tiny', directory);
  }

  get arguments(): string[] {
    return ['sweep', this.file, '--out', this.out];
  }

  start(...flags: string[]) {
    return startVaeBench(...this.arguments, ...flags);
  }

  async sweep(...flags: string[]): Promise<Ended> {
    return vaeBench(...this.arguments, ...flags);
  }

  /** What `vae-bench status --json` prints, by run. */
  async status(): Promise<Readonly<Record<string, RunReport>>> {
    const { stdout } = await vaeBench('status', join(this.out, 'tiny'), '--json');
    const { runs } = JSON.parse(stdout) as StatusReport;
    return Object.fromEntries(runs.map((run) => [run.run, run]));
  }

  task(directory: string): Record<string, unknown> {
    const text = readFileSync(join(this.run(directory), 'task.json'), 'utf8');
    return JSON.parse(text) as Record<string, unknown>;
  }
}

/** Makes sweeps of small runs, each in a folder of its own below `folder`; `changes` may name files of that folder. */
export const sweepsIn =
  (folder: string, data: string) =>
  (name: string, changes: (path: string) => object): SweepFolder => {
    const path = join(folder, name);
    mkdirSync(path);
    return new SweepFolder(path, tinySweep(data, changes(path)));
  };

/** Writes a plugin whose gradient runs this statement first, with `steps` counting from 1 in
 * training. */
export function pluginThat(folder: string, name: string, statement: string): string {
  const file = join(folder, `${name}.mjs`);
  // A run's start asks for two gradients, to see whether they are the same.
  const members = {
    name: JSON.stringify(name),
    // Dear, so that it is started first.
    evaluations: '() => 1000',
    gradient: `({ logits }) => { steps += 1; ${statement}; return { gradient: logits.mul(0) }; }`,
  };
  writeFileSync(
    file,
    `import { existsSync } from 'node:fs';\nlet steps = -2;\n${pluginSource(members)}`,
  );
  return file;
}

/** The runs that a sweep started, in the order in which it says so. */
export const startedRuns = ({ stderr }: Ended): string[] =>
  [...stderr.matchAll(/^\[\d+\/\d+\] started (\S+)$/gm)].map(([, run = '']) => run);

/** Whether a process exists. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that nobody has waited for still has a number.
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}
