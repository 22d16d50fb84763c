import type { z } from 'zod';
import type { SweepDirectory } from '../../run-files/sweep-directory.ts';
import type { Plan, PlannedRun } from '../plan.ts';

/** How a run of a sweep ended. */
export interface Outcome {
  readonly run: PlannedRun;
  /** `elsewhere`: another process works on it, and was left alone. */
  readonly state: 'completed' | 'failed' | 'interrupted' | 'elsewhere';
  /** Null when it is complete. */
  readonly reason: string | null;
}

/** Is told what happens to the runs. */
export interface LaunchObserver {
  /** Something worth a line that concerns no single run. */
  readonly note: (text: string) => void;
  readonly started: (run: PlannedRun) => void;
  /** It stopped at a checkpoint and will be resumed later. */
  readonly paused: (run: PlannedRun) => void;
  readonly ended: (outcome: Outcome) => void;
}

/** What a launcher is given. */
export interface Launch {
  /** In the order in which they should start. */
  readonly runs: readonly PlannedRun[];
  readonly observer: LaunchObserver;
  /** Aborts with the name of the signal that should stop the sweep. */
  readonly signal: AbortSignal;
}

/** Somewhere to run the runs of one sweep. */
export interface Launcher {
  /** Runs at a time. */
  readonly atOnce: number;
  /** Whether `launch` waits for the runs; if not, something else runs them after it has returned. */
  readonly waits: boolean;
  /**
   * Checks what these runs need here, before anything is started or written.
   *
   * @throws VaeBenchError that says what is missing.
   */
  assertRunnable(runs: readonly PlannedRun[]): Promise<void>;
  /**
   * Starts the runs. Resolves when no run of this launch is left to wait for: all have ended, were
   * stopped, or were handed over.
   *
   * @returns how those ended that were waited for.
   */
  launch(launch: Launch): Promise<readonly Outcome[]>;
  /** Ends at once what would otherwise end with this process; what was handed over stays. */
  kill(): void;
  /** What becomes of the runs that are not complete after an interruption, as a clause. */
  afterInterruption(): string;
}

/** Runs that earlier launches of a sweep handed over, and that still wait or run. */
interface HandedOver {
  /** Places in the manifest. */
  readonly tasks: ReadonlySet<number>;
  /** Where they are: `in Slurm (job 12)`. */
  readonly where: string;
  /** How to stop them, as code: `scancel 12`. */
  readonly stop: string;
}

/** What the file of a launcher exports as `implementation`. */
export interface LauncherImplementation<Options> {
  /** @param options - as the row's schema gives them. */
  create(plan: Plan, options: Options): Launcher;
  /**
   * Asks for the runs that earlier launches handed over. Resolves to undefined, and asks nothing, when
   * there can be none.
   *
   * @throws VaeBenchError when they cannot be asked for.
   */
  handedOver(directory: SweepDirectory): Promise<HandedOver | undefined>;
}

/** A launcher's row in the table. It is read for `--help`: `load` alone imports the implementation. */
export interface LauncherRow<Schema extends z.ZodObject> {
  /** Heading of its options in `--help`. */
  readonly title: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** A command line for `--help`. */
  readonly example: string;
  /** Its options by name, each with a description and the flag in its `meta`. */
  readonly options: Schema;
  readonly load: () => Promise<{
    readonly implementation: LauncherImplementation<z.output<Schema>>;
  }>;
}

/** Checks a row: the implementation takes what the schema gives. */
export const launcherRow = <Schema extends z.ZodObject>(
  row: LauncherRow<Schema>,
): LauncherRow<Schema> => row;
