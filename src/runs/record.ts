import type { Selection } from '../backends/select.ts';
import { InterruptedError } from '../core/errors.ts';
import { writeJson } from '../core/files.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { Provenance } from './provenance.ts';

/** How far a run is. */
type RunStatus = 'running' | 'completed' | 'failed' | 'interrupted';

/** What run.json holds. */
export interface RunRecord extends Provenance {
  readonly status: RunStatus;
  /** Why it is in this status: `completed all steps`, or the message of the error. */
  readonly reason: string | null;
  readonly seed: number;
  readonly steps: number;
  readonly steps_done: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string | null;
  readonly backend: { readonly name: string; readonly description: string };
  /** Better backends and why they were not taken, by name. */
  readonly backends_passed_over: Readonly<Record<string, string>>;
  readonly data: { readonly name: string; readonly sha256: Readonly<Record<string, string>> };
}

/** Keeps run.json true while a run goes on; every write replaces the file as a whole. */
export class RecordKeeper {
  readonly #path: string;
  #record: RunRecord;

  constructor(path: string, record: RunRecord) {
    this.#path = path;
    this.#record = record;
  }

  async update(change: Partial<RunRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeJson(this.#path, this.#record);
  }
}

/** The record of a run that starts now. */
export function startingRecord(
  about: Provenance,
  { backend, passedOver }: Selection,
  dataset: Dataset,
  { seed, steps }: { seed: number; steps: number },
): RunRecord {
  return {
    status: 'running',
    reason: null,
    seed,
    steps,
    steps_done: 0,
    started: new Date().toISOString(),
    ended: null,
    backend: { name: backend.name, description: backend.description },
    backends_passed_over: Object.fromEntries(passedOver.map(({ name, reason }) => [name, reason])),
    data: { name: dataset.name, sha256: dataset.checksums },
    ...about,
  };
}

/** Status and reason of a run that an error ended. */
export function outcomeOf(error: unknown): Pick<RunRecord, 'status' | 'reason'> {
  return {
    status: error instanceof InterruptedError ? 'interrupted' : 'failed',
    reason: error instanceof Error ? error.message : String(error),
  };
}
