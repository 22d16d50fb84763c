import { textTable } from '../../../core/text.ts';
import { formatBriefly } from '../../../metrics/format.ts';
import { MAIN_METRIC, metrics } from '../../../metrics/table.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { remainingSeconds } from '../../../sweeps/eta.ts';
import type { Outcome } from '../../../sweeps/launchers/contract.ts';
import type { Plan, PlannedRun } from '../../../sweeps/plan.ts';
import { readRunStatus } from '../../../sweeps/run-status.ts';
import type { RunStatus } from '../../../sweeps/run-status.ts';
import { duration, speed } from '../../terminal/format.ts';

interface RunningRun {
  readonly run: PlannedRun;
  readonly status: RunStatus;
}

/** What a display knows of the runs. */
export class Board {
  readonly #plan: Plan;
  readonly #jobs: number;
  readonly #waiting: Set<PlannedRun>;
  readonly #running = new Map<PlannedRun, number>();
  readonly #done: { work: number; seconds: number }[] = [];
  readonly #failed: Outcome[] = [];
  readonly #reader = new RunReader();
  #completed: number;

  constructor(plan: Plan, pending: readonly PlannedRun[], jobs: number) {
    this.#plan = plan;
    this.#jobs = jobs;
    this.#waiting = new Set(pending);
    this.#completed = plan.runs.filter(({ status }) => status.state === 'completed').length;
  }

  started(run: PlannedRun): void {
    this.#waiting.delete(run);
    this.#running.set(run, performance.now());
  }

  /** Seconds that the run took. */
  ended(outcome: Outcome): number {
    const { run, state } = outcome;
    const seconds = (performance.now() - (this.#running.get(run) ?? performance.now())) / 1000;
    this.#running.delete(run);
    if (state === 'completed') {
      this.#completed += 1;
      if (run.status.state === 'waiting') this.#done.push({ work: run.cost.work, seconds });
    } else if (state === 'failed') {
      this.#failed.push(outcome);
    }
    return seconds;
  }

  /** A run that stopped at a checkpoint waits again. */
  paused(run: PlannedRun): void {
    this.#running.delete(run);
    this.#waiting.add(run);
  }

  get progress(): string {
    return `${this.#completed}/${this.#plan.runs.length}`;
  }

  #statuses(): RunningRun[] {
    const now = Date.now();
    return [...this.#running.keys()].map((run) => ({
      run,
      status: readRunStatus(
        this.#plan.directory.run(run.directory),
        now,
        run.config,
        this.#reader,
      ),
    }));
  }

  #headline(statuses: readonly RunningRun[]): string {
    const eta = remainingSeconds({
      running: statuses.map(({ run, status }) => ({
        work: run.cost.work,
        left: Math.max(0, 1 - status.step / run.config.steps),
        remainingSeconds: status.remaining_seconds,
      })),
      waiting: [...this.#waiting].map(({ cost }) => cost.work),
      jobs: this.#jobs,
      done: this.#done,
    });
    const { length: failed } = this.#failed;
    return (
      `${this.#plan.manifest.name}: ${this.#completed} of ${this.#plan.runs.length} runs done, ` +
      `${this.#running.size} running, ${failed} failed, ${this.#waiting.size} waiting | ` +
      `ETA ${duration(eta)}`
    );
  }

  get headline(): string {
    return this.#headline(this.#statuses());
  }

  /** The headline, and a row for every run that runs or failed. */
  get table(): string[] {
    const statuses = this.#statuses();
    const rows = statuses.map(({ run, status }) => [
      run.directory,
      'running',
      `${status.step}/${run.config.steps}`,
      status.metrics === null ? '…' : formatBriefly(MAIN_METRIC, status.metrics[MAIN_METRIC]),
      status.steps_per_second === null ? '…' : speed(status.steps_per_second),
      duration(status.remaining_seconds),
    ]);
    const failed = this.#failed.map(({ run, reason }) => [run.directory, 'failed', reason ?? '']);
    const heading = [
      'RUN',
      'STATE',
      'STEP',
      metrics[MAIN_METRIC].title.toUpperCase(),
      'STEPS/S',
      'ETA',
    ];
    const lines = textTable([heading, ...rows]).split('\n');
    const below = failed.length === 0 ? [] : textTable(failed).split('\n');
    return [this.#headline(statuses), '', ...lines, ...below];
  }
}
