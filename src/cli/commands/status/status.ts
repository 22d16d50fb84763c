import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../../../processes/process-end.ts';
import { codeOfStop } from '../../../core/stop-signals.ts';
import { shownPath } from '../../../core/text.ts';
import { formatBriefly } from '../../../metrics/format.ts';
import { MAIN_METRIC, metrics as metricsTable, shownMetrics } from '../../../metrics/table.ts';
import type { RunState } from '../../../sweeps/run-status.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { readStatus, taggedWith } from '../../../sweeps/status.ts';
import type { RunReport, StatusReport } from '../../../sweeps/status.ts';
import { fittedTable } from '../../terminal/fitted-table.ts';
import type { Column, Remark } from '../../terminal/fitted-table.ts';
import { duration, percent, speed } from '../../../core/quantities.ts';
import { LiveView, roomOf } from '../../terminal/live-view.ts';
import { wrapped } from '../../terminal/wrap.ts';
import { assertTagged } from '../../options/names.ts';
import { print } from '../../terminal/output.ts';
import { listenForStops } from '../../terminal/signals.ts';
import type { StatusOptions } from './command.ts';

/** What has a column while there is room: where runs are first. */
const columns: readonly Column<RunReport>[] = [
  { title: 'RUN', of: ({ run }) => run, rank: 0 },
  { title: 'STATE', of: ({ state }) => state, rank: 1 },
  {
    title: 'STEP',
    of: ({ step, steps }) => (steps === null ? '' : `${step}/${steps}`),
    rank: 2,
  },
  ...shownMetrics.map((name): Column<RunReport> => ({
    title: metricsTable[name].title.toUpperCase(),
    of: ({ metrics }) => formatBriefly(name, metrics?.[name]),
    rank: name === MAIN_METRIC ? 4 : 6,
  })),
  {
    title: 'STEPS/S',
    of: ({ steps_per_second: rate }) => (rate === null ? '' : speed(rate)),
    rank: 5,
  },
  {
    title: 'ETA',
    of: ({ remaining_seconds: seconds }) => (seconds === null ? '' : duration(seconds)),
    rank: 3,
  },
];

const onOneLine = (text: string) => text.replaceAll('\n', ' ');

/** Why a run is in its state; how far a measurement is is in no other column. */
const reason: Remark<RunReport> = {
  title: 'REASON',
  of: ({ reason, measured }) =>
    onOneLine(reason ?? (measured === null ? '' : `measuring, ${percent(measured)} done`)),
};

/** What people say of runs. */
const annotations: readonly Remark<RunReport>[] = [
  { title: 'TAGS', of: ({ tags }) => tags.join(', ') },
  { title: 'NOTE', of: ({ note }) => onOneLine(note ?? '') },
];

function headline({ directory, totals, runs }: StatusReport): string {
  const counts = Object.entries(totals)
    .filter(([, number]) => number > 0)
    .map(([state, number]) => `${number} ${state}`);
  const noun = runs.length === 1 ? 'run' : 'runs';
  return `${shownPath(directory)}: ${runs.length} ${noun}, ${counts.join(', ')}`;
}

/** The report in pieces that belong together; for a terminal, in lines that fit. */
function items(report: StatusReport, stream?: NodeJS.WriteStream, runs = report.runs): string[] {
  const room = stream === undefined ? null : roomOf(stream).columns;
  const said = annotations.filter(({ of }) => runs.some((run) => of(run) !== ''));
  const table = fittedTable(runs, columns, [reason, ...said], room);
  const above = [headline(report), ...report.damages];
  const fitting = room === null ? above : above.flatMap((line) => wrapped(line, room, '  '));
  return [...fitting, '', ...table];
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
    if (view !== undefined) view.draw(items(report, stdout, byUrgency(report)));
    else if (!(await print(`${items(report).join('\n')}\n\n`))) return;
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
  const { stdout } = process;
  const text = options.json
    ? JSON.stringify(report, null, 2)
    : items(report, stdout.isTTY ? stdout : undefined).join('\n');
  await print(`${text}\n`);
}
