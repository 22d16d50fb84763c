import { duration, percent, speed } from '../../core/quantities.ts';
import { countedSeeds, shownNote } from '../counted.ts';
import { shownMetrics } from '../../metrics/table.ts';
import { unreadableNote } from '../results.ts';
import type { Results } from '../results.ts';
import type { Panel } from '../panels.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableBlock } from './table-block.ts';

/** How far a run is: what `vae-bench status` knows of it. */
export interface ReportedRun {
  /** Its folder, relative to the results folder. */
  readonly run: string;
  /** `running`, `completed`, `failed`, … */
  readonly state: string;
  readonly reason: string | null;
  readonly step: number;
  readonly steps: number | null;
  readonly tags: readonly string[];
  readonly note: string | null;
  readonly steps_per_second: number | null;
  /** Until its end, while it runs. */
  readonly remaining_seconds: number | null;
  /** Share of the measurement that it is in, in [0, 1]; null when it is in none. */
  readonly measured: number | null;
}

/** States in the order in which readers need them. */
const urgency = [
  ...['damaged', 'failed', 'stopped', 'silent', 'interrupted'],
  ...['running', 'extend', 'waiting', 'completed'],
];

function notesOf(panels: readonly Panel[]): string[] {
  const notes = panels.flatMap(({ series }) =>
    series.flatMap((one) => shownMetrics.flatMap((metric) => countedSeeds(one, metric).notes)),
  );
  return [...new Set(notes.map(shownNote))];
}

/** What people say of a run, below its name. */
function annotations({ tags, note }: ReportedRun): Html {
  return html`${tags.map((tag) => html` <span class="tag">${tag}</span>`)}${
    note === null ? html`` : html`<div class="note">${note}</div>`
  }`;
}

/** What a table of runs shows beside what every table does. */
interface Shown {
  /** Speed and time left: runs that go on. */
  readonly pace: boolean;
  /** A button that shows the run's log: there is a server to ask. */
  readonly log: boolean;
}

function paceCells({ steps_per_second: rate, remaining_seconds: left }: ReportedRun): Html {
  return html`<td class="number">${rate === null ? '' : speed(rate)}</td>
    <td class="number">${left === null ? '' : duration(left)}</td>`;
}

const logCell = ({ run }: ReportedRun) =>
  html`<td>
    <button type="button" class="log" data-run="${run}" aria-label="Log of ${run}">Log</button>
  </td>`;

function runRow(reported: ReportedRun, shown: Shown): Html {
  const { run, state, reason, step, steps, measured } = reported;
  const measuring = measured === null ? '' : `measuring, ${percent(measured)} done`;
  return html`<tr>
    <th scope="row">${run}${annotations(reported)}</th>
    <td><span class="state ${state}">${state}</span></td>
    <td class="number">${step}${steps === null ? '' : ` of ${steps}`}</td>
    ${shown.pace ? paceCells(reported) : html``}
    <td>${reason ?? measuring}</td>
    ${shown.log ? logCell(reported) : html``}
  </tr>`;
}

const columns = [
  ...['run', 'state', 'step', 'steps', 'steps_per_second', 'remaining_seconds'],
  ...['measured', 'tags', 'note', 'reason'],
];

const cellsOf = (one: ReportedRun) => [
  ...[one.run, one.state, one.step, one.steps, one.steps_per_second, one.remaining_seconds],
  ...[one.measured, one.tags.join('; '), one.note, one.reason],
];

function list(runs: readonly ReportedRun[], label: string, log: boolean): Html {
  const shown: Shown = { log, pace: runs.some(({ state }) => state === 'running') };
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">run</th>
        <th scope="col">state</th>
        <th scope="col" class="number">steps</th>
        ${
          shown.pace
            ? html`<th scope="col" class="number">steps/s</th>
                <th scope="col" class="number">time left</th>`
            : html``
        }
        <th scope="col">reason</th>
        ${log ? html`<th scope="col">log</th>` : html``}
      </tr>
    </thead>
    <tbody>
      ${runs.map((run) => runRow(run, shown))}
    </tbody>
  </table>`;
  return tableBlock(label, table, { columns, cells: runs.map(cellsOf) });
}

/** While runs go on: the share of all steps that is done, every run counting the same. */
function progress(runs: readonly ReportedRun[]): Html {
  if (!runs.some(({ state }) => state === 'running' || state === 'waiting')) return html``;
  const shares = runs.map(({ state, step, steps }) =>
    // How long a run is that has said nothing is not known: it has done nothing, either.
    state === 'completed' ? 1 : step / Math.max(step, steps ?? Number.POSITIVE_INFINITY),
  );
  const share = shares.reduce((sum, one) => sum + one, 0) / runs.length;
  const percent = `${Math.floor(100 * share)} %`;
  return html`<p class="progress">
    <progress max="1" value="${share.toFixed(4)}" aria-label="Steps done">${percent}</progress>
    ${percent} of the steps
  </p>`;
}

/** `3 of 8 complete, 2 running, 3 waiting, 0 failed.` */
function counts(runs: readonly ReportedRun[]): string {
  const count = (state: string) => runs.filter((run) => run.state === state).length;
  const going = ['running', 'waiting'].filter((state) => count(state) > 0);
  const parts = [
    `${count('completed')} of ${runs.length} complete`,
    ...going.map((state) => `${count(state)} ${state}`),
    `${count('failed')} failed`,
    ...(count('damaged') > 0 ? [`${count('damaged')} damaged`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/**
 * How far runs are: which failed or are not complete, with reasons, and the others.
 *
 * @param logs - whether there is a server that has their logs.
 */
export function runsSection(
  panels: readonly Panel[],
  runs: readonly ReportedRun[],
  { unreadable, damages }: Pick<Results, 'unreadable' | 'damages'>,
  logs = false,
): Html {
  const sorted = runs.toSorted(
    (one, other) => urgency.indexOf(one.state) - urgency.indexOf(other.state),
  );
  const completed = sorted.filter(({ state }) => state === 'completed');
  const unfinished = sorted.filter(({ state }) => state !== 'completed');
  const said = notesOf(panels);
  const others = damages.filter((damage) => !said.some((note) => note.startsWith(damage)));
  const notes = [...said, ...others, ...unreadable.map(unreadableNote)];
  return html`<h2>Runs</h2>
    <p>${counts(runs)}</p>
    ${progress(runs)}
    ${unfinished.length === 0 ? html`` : list(unfinished, 'Runs that are not complete', logs)}
    ${
      notes.length === 0
        ? html``
        : html`<p>Seeds to know about:</p>
            <ul class="notes">
              ${notes.map((note) => html`<li>${note}</li>`)}
            </ul>`
    }
    <details id="completed-runs">
      <summary>Complete runs (${completed.length})</summary>
      ${list(completed, 'Complete runs', logs)}
    </details>`;
}
