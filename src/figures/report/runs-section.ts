import { countedSeeds, shownNote } from '../counted.ts';
import { shownMetrics } from '../../metrics/table.ts';
import { unreadableNote } from '../results.ts';
import type { Panel } from '../series.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** How far a run is: what `vae-bench status` knows of it. */
export interface ReportedRun {
  /** Its folder, relative to the results folder. */
  readonly run: string;
  /** `running`, `completed`, `failed`, … */
  readonly state: string;
  readonly reason: string | null;
  readonly step: number;
  readonly steps: number | null;
}

/** States in the order in which readers need them. */
const urgency = ['failed', 'stopped', 'interrupted', 'running', 'waiting', 'completed'];

function notesOf(panels: readonly Panel[]): string[] {
  const notes = panels.flatMap(({ series }) =>
    series.flatMap((one) => shownMetrics.flatMap((metric) => countedSeeds(one, metric).notes)),
  );
  return [...new Set(notes.map(shownNote))];
}

function runRow({ run, state, reason, step, steps }: ReportedRun): Html {
  return html`<tr>
    <th scope="row">${run}</th>
    <td><span class="state ${state}">${state}</span></td>
    <td class="number">${step}${steps === null ? '' : ` of ${steps}`}</td>
    <td>${reason ?? ''}</td>
  </tr>`;
}

function list(runs: readonly ReportedRun[], label: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          <th scope="col">run</th>
          <th scope="col">state</th>
          <th scope="col" class="number">steps</th>
          <th scope="col">reason</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map(runRow)}
      </tbody>
    </table>
  </div>`;
}

/** Which runs failed or are not complete, with reasons, and the others. */
export function runsSection(
  panels: readonly Panel[],
  runs: readonly ReportedRun[],
  unreadable: readonly string[],
): Html {
  const sorted = runs.toSorted(
    (one, other) => urgency.indexOf(one.state) - urgency.indexOf(other.state),
  );
  const completed = sorted.filter(({ state }) => state === 'completed');
  const others = sorted.filter(({ state }) => state !== 'completed');
  const failed = sorted.filter(({ state }) => state === 'failed').length;
  const notes = [...notesOf(panels), ...unreadable.map(unreadableNote)];
  return html`<h2>Runs</h2>
    <p>${completed.length} of ${runs.length} complete, ${failed} failed.</p>
    ${others.length === 0 ? html`` : list(others, 'Runs that are not complete')}
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
      ${list(completed, 'Complete runs')}
    </details>`;
}
