import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../../../core/process-end.ts';
import { codeOfStop } from '../../../core/stop-signals.ts';
import { shownPath, textTable } from '../../../core/text.ts';
import { formatBriefly } from '../../../metrics/format.ts';
import { metrics as metricsTable, shownMetrics } from '../../../metrics/table.ts';
import type { RunState } from '../../../sweeps/run-status.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { readStatus, taggedWith } from '../../../sweeps/status.ts';
import type { RunReport, StatusReport } from '../../../sweeps/status.ts';
import { duration, speed } from '../../terminal/format.ts';
import { LiveView } from '../../terminal/live-view.ts';
import { assertTagged } from '../../options/names.ts';
import { print } from '../../terminal/output.ts';
import { listenForStops } from '../../terminal/signals.ts';
import type { StatusOptions } from './command.ts';

const heading = [
  'RUN',
  'STATE',
  'STEP',
  ...shownMetrics.map((name) => metricsTable[name].title.toUpperCase()),
  'STEPS/S',
  'ETA',
  'REASON',
];

function row({ run, state, step, steps, metrics, reason, ...pace }: RunReport): string[] {
  return [
    run,
    state,
    steps === null ? '' : `${step}/${steps}`,
    ...shownMetrics.map((name) => formatBriefly(name, metrics?.[name])),
    pace.steps_per_second === null ? '' : speed(pace.steps_per_second),
    pace.remaining_seconds === null ? '' : duration(pace.remaining_seconds),
    (reason ?? '').replaceAll('\n', ' '),
  ];
}

/** What people say of runs: a column of its own for tags, and one for notes, where there are any. */
function annotationColumns(runs: readonly RunReport[]): [string, (run: RunReport) => string][] {
  const columns: [string, (run: RunReport) => string][] = [
    ['TAGS', ({ tags }) => tags.join(', ')],
    ['NOTE', ({ note }) => (note ?? '').replaceAll('\n', ' ')],
  ];
  return columns.filter(([, of]) => runs.some((run) => of(run) !== ''));
}

function headline({ directory, totals, runs }: StatusReport): string {
  const counts = Object.entries(totals)
    .filter(([, number]) => number > 0)
    .map(([state, number]) => `${number} ${state}`);
  const noun = runs.length === 1 ? 'run' : 'runs';
  return `${shownPath(directory)}: ${runs.length} ${noun}, ${counts.join(', ')}`;
}

function lines(report: StatusReport, runs = report.runs): string[] {
  const annotations = annotationColumns(runs);
  const table = textTable([
    [...heading, ...annotations.map(([title]) => title)],
    ...runs.map((run) => [...row(run), ...annotations.map(([, of]) => of(run))]),
  ]);
  return [headline(report), ...report.damages, '', ...table.split('\n')];
}

/** What a terminal has room for first: what happens now, and what needs someone's attention. */
const urgency: readonly RunState[] = [
  'running',
  'damaged',
  'failed',
  'stopped',
  'silent',
  'interrupted',
  'extend',
  'waiting',
  'completed',
];

const byUrgency = ({ runs }: StatusReport): RunReport[] =>
  runs.toSorted((one, other) => urgency.indexOf(one.state) - urgency.indexOf(other.state));

const isOver = ({ totals, runs }: StatusReport): boolean =>
  totals.completed + totals.failed + totals.damaged === runs.length;

/** @throws SweepDirectoryError, and UsageError for a tag that no run has. */
function look({ folder, tag }: StatusOptions, reader = new RunReader()): StatusReport {
  const report = readStatus(folder, Date.now(), reader);
  if (tag === undefined) return report;
  assertTagged(tag, report.runs);
  return taggedWith(report, tag);
}

async function watch(options: StatusOptions): Promise<void> {
  const { stdout } = process;
  const reader = new RunReader();
  const view = stdout.isTTY ? new LiveView(stdout) : undefined;
  process.once('exit', () => view?.stop());
  listenForStops((signal) => {
    endProcess(codeOfStop(signal));
  });
  for (;;) {
    const report = look(options, reader);
    if (view !== undefined) view.draw(lines(report, byUrgency(report)));
    else if (!(await print(`${lines(report).join('\n')}\n\n`))) return;
    if (isOver(report)) return;
    await sleep(1000 * options.interval);
  }
}

/** Prints how far the runs below a folder are: once, or until all are complete or failed. */
export async function status(options: StatusOptions): Promise<void> {
  if (options.watch) {
    await watch(options);
    return;
  }
  const report = look(options);
  const text = options.json ? JSON.stringify(report, null, 2) : lines(report).join('\n');
  await print(`${text}\n`);
}
