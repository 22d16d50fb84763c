import { textTable } from '../../../core/text.ts';
import type { Plan, PlannedRun } from '../../../sweeps/plan.ts';

const HOUR = 3600;

/** `1.2e9`: function evaluations are too many for digits. */
const count = (value: number): string => value.toExponential(2).replace('e+', 'e');

function hours(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  const value = seconds / HOUR;
  return value < 10 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}

/** What is still to be done of a run, as a share of its steps. */
const left = ({ status, config }: PlannedRun): number => {
  if (status.state === 'completed') return 0;
  // Only what a checkpoint holds is kept; how much that is, the run itself will say.
  return status.state === 'running' || status.state === 'extend'
    ? 1 - status.step / config.steps
    : 1;
};

/**
 * The runs of a sweep with their state and cost.
 *
 * @param seconds - by the run's index; undefined when nothing was timed.
 */
export function planTable({ runs }: Plan, seconds?: ReadonlyMap<number, number>): string {
  const heading = ['RUN', 'STATE', 'STEPS', 'EVALUATIONS', 'FUNCTION EVALUATIONS'];
  const rows = runs.map(({ directory, index, status, config, evaluations, cost }) => [
    directory,
    status.state,
    String(config.steps),
    String(evaluations),
    count(cost.functionEvaluations),
    ...(seconds === undefined ? [] : [hours(seconds.get(index))]),
  ]);
  return textTable([[...heading, ...(seconds === undefined ? [] : ['HOURS'])], ...rows]);
}

/** What all runs cost together, and what is left of it. */
export function planTotals(
  { runs }: Plan,
  jobs: number,
  seconds?: ReadonlyMap<number, number>,
): string {
  const sum = (value: (run: PlannedRun) => number) =>
    runs.reduce((total, run) => total + value(run), 0);
  const done = runs.filter(({ status }) => status.state === 'completed').length;
  const evaluations = count(sum(({ cost }) => cost.functionEvaluations));
  const planned = runs.length === 1 ? '1 run' : `${runs.length} runs`;
  const lines = [`${planned}, ${done} of them complete; ${evaluations} evaluations of f.`];
  if (seconds !== undefined) {
    const of = (run: PlannedRun) => seconds.get(run.index) ?? 0;
    const rest = sum((run) => of(run) * left(run));
    lines.push(
      `${hours(sum(of))} hours of computing, ${hours(rest)} of them left: ` +
        `${hours(rest / jobs)} hours with ${jobs} at a time.`,
      'Hours are from a few steps of each kind of run on this machine, one run at a time.',
    );
  }
  return lines.join('\n');
}
