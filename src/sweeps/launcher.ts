import type { Plan, PlannedRun } from './plan.ts';

/** How a run of a sweep ended. */
export interface Outcome {
  readonly run: PlannedRun;
  readonly state: 'completed' | 'failed' | 'interrupted';
  /** Null when it is complete. */
  readonly reason: string | null;
}

/** Is told what happens to the runs. */
export interface LaunchObserver {
  /** Something worth a line that concerns no single run. */
  readonly note: (text: string) => void;
  readonly started: (run: PlannedRun) => void;
  /** It stopped at a checkpoint and will go on later. */
  readonly paused: (run: PlannedRun) => void;
  readonly ended: (outcome: Outcome) => void;
}

/** What a launcher is given. */
export interface Launch {
  readonly plan: Plan;
  /** In the order in which they should start. */
  readonly runs: readonly PlannedRun[];
  readonly observer: LaunchObserver;
  /** Aborts with the name of the signal that should stop the sweep. */
  readonly signal: AbortSignal;
}

/** Somewhere to run the runs of a sweep. */
export interface Launcher {
  /**
   * Resolves when no run of this launch is left to wait for: all have ended, were stopped, or were
   * handed over to something that goes on by itself.
   *
   * @returns how those ended that were waited for.
   */
  launch(launch: Launch): Promise<readonly Outcome[]>;
}
