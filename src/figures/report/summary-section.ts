import { MAIN_METRIC, metrics, rankedMetrics, shownMetrics } from '../../metrics/table.ts';
import type { RankedMetric } from '../../metrics/table.ts';
import { standingOf } from '../standing.ts';
import type { Standing } from '../standing.ts';
import type { Panel } from '../panels.ts';
import { standingsTable } from '../tables/standings.ts';
import { unlikeNotes } from '../tables/values.ts';
import { fileName } from '../file-name.ts';
import { folderSettings } from '../side-by-side.ts';
import type { FolderPanels } from '../side-by-side.ts';
import { noRuns, besideOneAnother } from './columns.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import {
  costText,
  headlines,
  isDecided,
  leadLine,
  margins,
  openText,
  progressText,
  valueText,
} from './summary-text.ts';
import { swatch } from './swatch.ts';
import { tableBlock } from './table-block.ts';

const judged = rankedMetrics.filter((name): name is RankedMetric & (typeof shownMetrics)[number] =>
  (shownMetrics as readonly string[]).includes(name),
);

const others = judged.filter((metric) => metric !== MAIN_METRIC);

/** Who leads among those that cost least, where the leader is not one of them. */
function cheapest({ panel, metric, leader }: Standing): string[] {
  const costs = panel.series.flatMap(({ evaluations }) => evaluations ?? []);
  const least = Math.min(...costs);
  if (leader.series.evaluations === null || leader.series.evaluations <= least) return [];
  const series = panel.series.filter(({ evaluations }) => evaluations === least);
  const standing = standingOf({ ...panel, series }, metric);
  return standing === undefined ? [] : [leadLine(standing)];
}

/** Who leads in the other metrics. */
function elsewhere(panel: Panel): string[] {
  return others.flatMap((metric) => {
    const standing = standingOf(panel, metric);
    return standing === undefined ? [] : [`${metrics[metric].title}: ${leadLine(standing)}`];
  });
}

const states = {
  alone: html`<span class="verdict open">nothing to compare with</span>`,
  leads: html`<span class="verdict yes">leads</span>`,
  open: html`<span class="verdict open">undecided</span>`,
};

function card(standing: Standing): Html {
  const { panel, leader, next, metric } = standing;
  const state = next === null ? 'alone' : isDecided(standing) ? 'leads' : 'open';
  const rows: (readonly [string, readonly string[]])[] = [
    [metrics[metric].title, [valueText(standing)]],
    ['cost', [costText(standing)]],
    ['open', openText(standing)],
    ['at the least cost', cheapest(standing)],
    ['other metrics', elsewhere(panel)],
  ];
  return html`<article class="card">
    <h3>${panel.title} ${states[state]}</h3>
    <p class="leader">${swatch(leader.series)} <strong>${leader.series.label}</strong></p>
    ${margins(standing).map(
      ({ effect, interval, other }) =>
        html`<p class="margin">
          <strong>${effect}</strong>${interval}<span class="against">${other}</span>
        </p>`,
    )}
    <dl>
      ${rows
        .filter(([, texts]) => texts.length > 0)
        .map(
          ([term, texts]) =>
            html`<dt>${term}</dt>
              ${texts.map((text) => html`<dd>${text}</dd>`)}`,
        )}
    </dl>
  </article>`;
}

function everyMetric(panels: readonly Panel[], folder: string): Html {
  const all = panels.flatMap((panel) =>
    judged.flatMap((metric) => standingOf(panel, metric) ?? []),
  );
  const table = standingsTable(all);
  return html`<details id="${fileName('standings', folder)}">
    <summary>Every metric, as a table</summary>
    ${tableBlock(
      folder === '' ? 'Who leads' : `Who leads, ${folder}`,
      html`<table>
        <thead>
          <tr>
            ${table.heading.map((name) => html`<th scope="col">${name || 'where'}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${table.rows.map(
            ([where = '', ...cells]) =>
              html`<tr>
                <th scope="row">${where}</th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>`,
      table,
    )}
  </details>`;
}

/** What the runs of one folder say, or all of them. */
function folderSummary({ name, panels }: FolderPanels, own: readonly string[]): Html {
  const standings = panels.flatMap((panel) => standingOf(panel, MAIN_METRIC) ?? []);
  const without = panels.filter((panel) => !standings.some((one) => one.panel === panel));
  const notes = without.map(
    (panel) => unlikeNotes(panel)[0] ?? `${panel.title}: nothing has been measured yet`,
  );
  const heading = name === '' ? html`` : html`<h3 class="folder-name">${name}</h3>`;
  const settings =
    own.length === 0 ? html`` : html`<p class="muted settings">${own.join(', ')}</p>`;
  const found =
    standings.length === 0
      ? html``
      : html`<p class="message">${headlines(standings).join(' ')}</p>
          <p class="muted">${progressText(standings)}</p>
          <div class="cards">${standings.map(card)}</div>
          ${everyMetric(panels, name)}`;
  return html`${heading}${settings}${panels.length === 0 ? noRuns(name) : found}${notes.map((note) => html`<p>${note}.</p>`)}`;
}

/**
 * What the runs say, before anything else: who leads each panel in the main metric, by how much over the seeds in
 * common, at what cost, and what is open.
 */
export function summarySection(folders: readonly FolderPanels[]): Html {
  if (folders.every(({ panels }) => panels.length === 0)) return html``;
  const settings = folderSettings(folders);
  const several = folders.length > 1;
  return html`<h2>Summary</h2>
    ${besideOneAnother(folders.map((one, at) => folderSummary(one, settings[at] ?? [])))}
    <p class="muted">
      Leads are in the ${metrics[MAIN_METRIC].title} at the last step: differences over the seeds
      that both have, with 95 % confidence intervals (Student’s t). No correction is made for
      choosing the best of
      several.${several ? ' Folders stand side by side, and their charts have common scales.' : ''}
    </p>`;
}
