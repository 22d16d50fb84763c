import { xAxes, xAxisNames } from '../x-axes.ts';
import type { Results } from '../results.ts';
import { panelsOf } from '../series.ts';
import type { Panel } from '../series.ts';
import { pageScript, pageStyle } from './assets.ts';
import { fallbackImages } from './fallback.ts';
import { findingsSection } from './findings-section.ts';
import { Html, html, scriptJson } from './html.ts';
import { payloadOf } from './payload.ts';
import type { LiveReport } from './payload.ts';
import { provenanceSection } from './provenance-section.ts';
import { runsSection } from './runs-section.ts';
import type { View } from '../view.ts';
import type { ReportedRun } from './runs-section.ts';
import { shownTime } from './time.ts';
import { valuesSection } from './values-section.ts';

/** What a report is made of. */
export interface ReportInput {
  readonly title: string;
  readonly results: Results;
  readonly runs: readonly ReportedRun[];
  /** When the files were read: ISO 8601, UTC. */
  readonly time: string;
  readonly version: string;
  /** What charts and tables compare. */
  readonly view: View;
}

const empty = html`<p>No runs yet.</p>`;

function sectionsOf({ results, runs }: ReportInput, panels: readonly Panel[]) {
  const { seeds } = results;
  return {
    values: panels.length === 0 ? empty : valuesSection(panels),
    runs: runsSection(panels, runs, results),
    // The paper's findings are about estimators, all else being equal.
    findings: findingsSection(panelsOf(seeds)),
    provenance: seeds.length === 0 ? html`` : provenanceSection(seeds),
  };
}

/** The parts of a page that change while runs make progress. */
export function liveReport(input: ReportInput): LiveReport {
  const panels = panelsOf(input.results.seeds, input.view);
  const sections = Object.entries(sectionsOf(input, panels)).map(([id, { text }]) => [id, text]);
  return {
    time: shownTime(input.time),
    sections: Object.fromEntries(sections) as Record<string, string>,
    payload: payloadOf(panels),
  };
}

const controls = html`<div class="controls" id="controls" hidden>
  <label
    >x axis
    <select id="axis">
      ${xAxisNames.map((name) => html`<option value="${name}">${xAxes[name].title}</option>`)}
    </select></label
  >
  <button id="reset-zoom" type="button">Reset zoom</button>
  <fieldset id="estimators"></fieldset>
</div>`;

/** Nothing is loaded from anywhere; a watched page may ask its own server. */
const policy = (live: boolean) =>
  `default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; ` +
  `base-uri 'none'; form-action 'none'${live ? `; connect-src 'self'` : ''}`;

/**
 * A report as one HTML page that needs nothing else: figures, tables, runs, findings, provenance.
 *
 * @param live - whether it is served by `vae-bench watch`, and follows what changes.
 */
export async function reportPage(input: ReportInput, live = false): Promise<string> {
  const panels = panelsOf(input.results.seeds, input.view);
  const { values, runs, findings, provenance } = sectionsOf(input, panels);
  const images = live
    ? html`<p>
        This page needs JavaScript; <code>vae-bench report</code> makes one that does not.
      </p>`
    : await fallbackImages(panels);
  const page = html`<!doctype html>
    <html lang="en" ${live ? html` data-live` : html``}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy(live)}" />
        <title>${input.title} – vae-bench</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(pageStyle())}
        </style>
      </head>
      <body>
        <header>
          <h1>${input.title}</h1>
          <p class="muted" id="live">
            As of ${shownTime(input.time)}, by vae-bench ${input.version}.
          </p>
        </header>
        <main>
          <section aria-label="Curves">
            <h2>Curves</h2>
            <p>
              Means over n seeds with bands of one standard error. Solid lines cost C evaluations of
              f per datapoint, dashed ones C(C−1)/2 + 1; the number in parentheses is that cost.
              Drag over a chart to zoom in, double-click to zoom out.
            </p>
            ${controls}
            <div id="charts"></div>
            <div id="fallback">${images}</div>
          </section>
          <section id="values" aria-label="Final values">${values}</section>
          <section id="runs" aria-label="Runs">${runs}</section>
          <section id="findings" aria-label="Findings of the paper">${findings}</section>
          <section id="provenance" aria-label="Configurations and provenance">
            ${provenance}
          </section>
        </main>
        <script type="application/json" id="payload">
          ${scriptJson(payloadOf(panels))}
        </script>
        <script>
          ${new Html(pageScript())};
        </script>
      </body>
    </html> `;
  return page.text;
}
