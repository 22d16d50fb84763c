import type { Selection } from '../backends/select.ts';
import { InterruptedError } from '../core/stop-errors.ts';
import { writeJson } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { Annotations } from '../run-files/annotations.ts';
import type { Provenance, RunRecord, StartRecord } from '../run-files/run-record.ts';

/** Keeps run.json true while a run is on its way; every write replaces the file as a whole. */
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
  end(change: Partial<RunRecord> & Pick<RunRecord, 'status' | 'reason' | 'steps_done'>): void {
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
  readonly annotations: Annotations;
  readonly plugins: readonly string[];
  /** Where the first parameters came from; null: they were drawn. */
  readonly init: RunRecord['init'];
  readonly fromStep: number;
  /** The record of the starts before this one. */
  readonly earlier: RunRecord | undefined;
}

/** The record of a run that starts now, or resumes now. */
export function startingRecord(options: StartOptions): RunRecord {
  const { about, dataset, earlier, fromStep } = options;
  const { backend, passedOver } = options.selection;
  const { argv, host, pid, slurm_job, git } = about;
  const now = new Date().toISOString();
  const start: StartRecord = {
    started: now,
    ended: null,
    reason: null,
    from_step: fromStep,
    steps: options.steps,
    host,
    pid,
    slurm_job,
    argv,
    git,
    node: about.versions.node ?? '',
    cpu: about.hardware.cpu,
    backend: backend.description,
    gpu: backend.gpu ?? null,
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
      gpu: backend.gpu ?? null,
    },
    backends_passed_over: Object.fromEntries(passedOver.map(({ name, reason }) => [name, reason])),
    data: { name: dataset.name, sha256: { ...dataset.checksums } },
    plugins: [...options.plugins],
    init: options.init ?? null,
    tags: [...options.annotations.tags],
    note: options.annotations.note,
    ...about,
  };
}

/** What of the machine has changed since the last start and may change the last digits of numbers. */
export function machineChanges(
  earlier: RunRecord | undefined,
  about: Provenance,
  gpu: string | null,
): string[] {
  const last = earlier?.starts.at(-1);
  if (last === undefined) return [];
  const now = { cpu: about.hardware.cpu, node: about.versions.node ?? '' };
  const changes = (['cpu', 'node'] as const)
    .filter((what) => last[what] !== now[what])
    .map((what) => `${what}: ${last[what] ?? 'unknown'} → ${now[what]}`);
  const known = gpu !== null && typeof last.gpu === 'string';
  return known && last.gpu !== gpu ? [...changes, `gpu: ${last.gpu} → ${gpu}`] : changes;
}

/** Status and reason of a run that an error ended. */
export function outcomeOf(error: unknown): Pick<RunRecord, 'status' | 'reason'> {
  return {
    status: error instanceof InterruptedError ? 'interrupted' : 'failed',
    reason: error instanceof Error ? error.message : String(error),
  };
}
