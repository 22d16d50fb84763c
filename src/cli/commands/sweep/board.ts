import { formatBriefly } from '../../../metrics/format.ts';
import { MAIN_METRIC, metrics } from '../../../metrics/table.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { remainingSeconds } from '../../../sweeps/eta.ts';
import type { Outcome } from '../../../sweeps/launchers/contract.ts';
import type { Plan, PlannedRun } from '../../../sweeps/plan.ts';
import { readRunStatus } from '../../../sweeps/run-status.ts';
import type { RunStatus } from '../../../sweeps/run-status.ts';
import { fittedTable } from '../../terminal/fitted-table.ts';
import type { Column, Remark } from '../../terminal/fitted-table.ts';
import { duration, percent, speed } from '../../../core/quantities.ts';

interface RunningRun {
  readonly run: PlannedRun;
  readonly status: RunStatus;
}

/** A run that is on its way, or that failed. */
interface BoardRow extends Partial<RunningRun> {
  readonly run: PlannedRun;
  readonly state: string;
  readonly reason?: string | null;
}

/** A column that says something of runs on their way only. */
const ofRunning = (show: (status: RunStatus) => string) => (row: BoardRow) =>
  row.status === undefined ? '' : show(row.status);

const columns: readonly Column<BoardRow>[] = [
  { title: 'RUN', of: ({ run }) => run.directory, rank: 0 },
  { title: 'STATE', of: ({ state }) => state, rank: 1 },
  {
    title: 'STEP',
    of: ({ run, status }) => (status === undefined ? '' : `${status.step}/${run.config.steps}`),
    rank: 2,
  },
  {
    title: metrics[MAIN_METRIC].title.toUpperCase(),
    of: ofRunning((status) =>
      status.metrics === null ? '…' : formatBriefly(MAIN_METRIC, status.metrics[MAIN_METRIC]),
    ),
    rank: 4,
  },
  {
    title: 'STEPS/S',
    of: ofRunning(({ steps_per_second: rate }) => (rate === null ? '…' : speed(rate))),
    rank: 5,
  },
  {
    title: 'ETA',
    of: ofRunning(({ remaining_seconds: seconds }) => duration(seconds)),
    rank: 3,
  },
];

const remarks: readonly Remark<BoardRow>[] = [
  { title: 'REASON', of: ({ reason }) => reason ?? '' },
  {
    title: 'MEASURING',
    of: ({ status }) => (typeof status?.measured === 'number' ? percent(status.measured) : ''),
  },
];

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
      status: readRunStatus(this.#plan.directory.run(run.directory), now, run.config, this.#reader),
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

  /**
   * The headline, and an item for every run that runs or failed.
   *
   * @param room - characters per line.
   */
  table(room: number): string[] {
    const statuses = this.#statuses();
    const failed = this.#failed.map(({ run, reason }): BoardRow => ({
      run,
      state: 'failed',
      reason,
    }));
    const rows = [
      ...statuses.map((running): BoardRow => ({ ...running, state: 'running' })),
      ...failed,
    ];
    const used = remarks.filter(({ of }) => rows.some((row) => of(row) !== ''));
    return [this.#headline(statuses), '', ...fittedTable(rows, columns, used, room)];
  }
}
