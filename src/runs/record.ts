import { z } from 'zod';
import type { Selection } from '../backends/select.ts';
import { InterruptedError } from '../core/errors.ts';
import { readIfThere, writeJson } from '../core/files.ts';
import type { FileSystem } from '../core/files.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Provenance } from './provenance.ts';

/** How far a run is. */
type RunStatus = 'running' | 'completed' | 'failed' | 'interrupted';

/** One start of a run: the first, or one that went on from a checkpoint. */
interface StartRecord extends Pick<Provenance, 'argv' | 'host' | 'pid' | 'slurm_job' | 'git'> {
  /** ISO 8601, UTC; so is `ended`, which is null when the process was killed or still runs. */
  readonly started: string;
  readonly ended: string | null;
  readonly reason: string | null;
  readonly from_step: number;
  /** Version of Node. */
  readonly node: string;
  readonly cpu: string;
  readonly backend: string;
}

/** What run.json holds; provenance is that of the last start. */
export interface RunRecord extends Provenance {
  readonly status: RunStatus;
  /** Why it is in this status: `completed all steps`, or the message of the error. */
  readonly reason: string | null;
  readonly seed: number;
  readonly steps: number;
  readonly steps_done: number;
  /** ISO 8601, UTC: of the first start. */
  readonly started: string;
  readonly ended: string | null;
  readonly starts: readonly StartRecord[];
  readonly backend: {
    readonly name: string;
    readonly description: string;
    readonly threads: number | null;
  };
  /** Better backends and why they were not taken, by name. */
  readonly backends_passed_over: Readonly<Record<string, string>>;
  readonly data: { readonly name: string; readonly sha256: Readonly<Record<string, string>> };
  /** SHA-256 of the plugin modules, in the order of the configuration. */
  readonly plugins: readonly string[];
}

/** What later starts read of run.json. */
const readableSchema = z.looseObject({
  status: z.enum(['running', 'completed', 'failed', 'interrupted']),
  steps: z.number(),
  steps_done: z.number(),
  started: z.string().refine((time) => !Number.isNaN(Date.parse(time))),
  starts: z.array(z.looseObject({ started: z.string(), cpu: z.string(), node: z.string() })),
  backend: z.looseObject({ description: z.string() }),
  data: z.looseObject({ sha256: z.record(z.string(), z.string()) }),
  plugins: z.array(z.string()),
  versions: z.record(z.string(), z.string()),
});

/** The record of an earlier start; undefined when there is none, or none that can be read. */
export function readRecord(fs: FileSystem, path: string): RunRecord | undefined {
  const text = readIfThere(fs, path)?.toString();
  if (text === undefined) return undefined;
  try {
    const record: unknown = JSON.parse(text);
    return readableSchema.safeParse(record).success ? (record as RunRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps run.json true while a run goes on; every write replaces the file as a whole. */
export class RecordKeeper {
  readonly #fs: FileSystem;
  readonly #path: string;
  #record: RunRecord;

  constructor(fs: FileSystem, path: string, record: RunRecord) {
    this.#fs = fs;
    this.#path = path;
    this.#record = record;
  }

  update(change: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...change };
    writeJson(this.#path, this.#record, this.#fs);
  }

  /** The end of this start, and for now of the run. */
  end(change: Pick<RunRecord, 'status' | 'reason' | 'steps_done'>): void {
    const ended = new Date().toISOString();
    const last = this.#record.starts.at(-1);
    const starts = [
      ...this.#record.starts.slice(0, -1),
      ...(last === undefined ? [] : [{ ...last, ended, reason: change.reason }]),
    ];
    this.update({ ...change, ended, starts });
  }
}

/** What a start begins with. */
export interface StartOptions {
  readonly about: Provenance;
  readonly selection: Selection;
  readonly dataset: Dataset;
  readonly seed: number;
  readonly steps: number;
  readonly plugins: readonly string[];
  readonly fromStep: number;
  /** The record of the starts before this one. */
  readonly earlier: RunRecord | undefined;
}

/** The record of a run that starts now, or goes on now. */
export function startingRecord(options: StartOptions): RunRecord {
  const { about, dataset, earlier, fromStep } = options;
  const { backend, passedOver } = options.selection;
  const { argv, host, pid, slurm_job, git } = about;
  const now = new Date().toISOString();
  const start: StartRecord = {
    ...{ started: now, ended: null, reason: null, from_step: fromStep },
    ...{ host, pid, slurm_job, argv, git },
    node: about.versions.node ?? '',
    cpu: about.hardware.cpu,
    backend: backend.description,
  };
  return {
    status: 'running',
    reason: null,
    seed: options.seed,
    steps: options.steps,
    steps_done: fromStep,
    started: earlier?.started ?? now,
    ended: null,
    starts: [...(earlier?.starts ?? []), start],
    backend: {
      name: backend.name,
      description: backend.description,
      threads: backend.threads ?? null,
    },
    backends_passed_over: Object.fromEntries(passedOver.map(({ name, reason }) => [name, reason])),
    data: { name: dataset.name, sha256: dataset.checksums },
    plugins: options.plugins,
    ...about,
  };
}

/** What of the machine has changed since the last start and may change the last digits of numbers. */
export function machineChanges(earlier: RunRecord | undefined, about: Provenance): string[] {
  const last = earlier?.starts.at(-1);
  if (last === undefined) return [];
  const now = { cpu: about.hardware.cpu, node: about.versions.node ?? '' };
  return (['cpu', 'node'] as const)
    .filter((what) => last[what] !== now[what])
    .map((what) => `${what}: ${last[what]} → ${now[what]}`);
}

/** Status and reason of a run that an error ended. */
export function outcomeOf(error: unknown): Pick<RunRecord, 'status' | 'reason'> {
  return {
    status: error instanceof InterruptedError ? 'interrupted' : 'failed',
    reason: error instanceof Error ? error.message : String(error),
  };
}
