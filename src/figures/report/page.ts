import { metrics, shownMetrics } from '../../metrics/table.ts';
import { xAxes, xAxisNames } from '../x-axes.ts';
import type { Results } from '../results.ts';
import { panelsOf } from '../panels.ts';
import type { Panel } from '../panels.ts';
import { pageScript, pageStyle } from './assets.ts';
import { comparisonSection } from './comparison-section.ts';
import { fallbackImages } from './fallback.ts';
import { findingsSection } from './findings-section.ts';
import { Html, html, scriptJson } from './html.ts';
import { payloadOf } from './payload.ts';
import type { LiveReport, Payload } from './payload.ts';
import { posteriorSection } from './posterior-section.ts';
import { provenanceSection } from './provenance-section.ts';
import { runsSection } from './runs-section.ts';
import { summarySection } from './summary-section.ts';
import { smoothingNames, smoothings } from '../smooth.ts';
import { folderPanels } from '../side-by-side.ts';
import type { FolderPanels } from '../side-by-side.ts';
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
  /** That the results were read from, as absolute paths: several may stand side by side. */
  readonly folders: readonly string[];
}

const empty = html`<p>No runs yet.</p>`;

/** What is made of results alone, once: a folder that is watched may be asked for again and again. */
class Contents {
  readonly #results: Results;
  readonly view: ReportInput['view'];
  readonly folders: readonly FolderPanels[];
  #payload: Payload | undefined;
  #sections:
    | Readonly<
        Record<'summary' | 'values' | 'comparisons' | 'models' | 'findings' | 'provenance', Html>
      >
    | undefined;

  constructor({ results, view, folders }: ReportInput) {
    this.#results = results;
    this.view = view;
    this.folders = folderPanels(results, folders, view);
  }

  /** Of all folders. */
  get panels(): readonly Panel[] {
    return this.folders.flatMap(({ panels }) => panels);
  }

  get payload(): Payload {
    this.#payload ??= payloadOf(this.folders, this.view);
    return this.#payload;
  }

  /** @param live - whether a server has more; always the same for one folder. */
  async sections(runs: readonly ReportedRun[], live: boolean) {
    const { panels, folders } = this;
    const { seeds } = this.#results;
    this.#sections ??= {
      summary: summarySection(folders),
      values: panels.length === 0 ? empty : valuesSection(folders),
      comparisons: await comparisonSection(this.#results.comparisons),
      models: posteriorSection(seeds, live),
      // Findings of papers are about estimators, all else being equal.
      findings: findingsSection(
        folders.map(({ name, seeds: own }) => ({ name, panels: panelsOf(own) })),
      ),
      provenance: seeds.length === 0 ? html`` : provenanceSection(seeds),
    };
    const { summary, values, ...rest } = this.#sections;
    return { summary, values, runs: runsSection(panels, runs, this.#results, live), ...rest };
  }
}

const known = new WeakMap<Results, Contents>();

function contentsOf(input: ReportInput): Contents {
  const before = known.get(input.results);
  const same = JSON.stringify(before?.view) === JSON.stringify(input.view);
  const contents = before !== undefined && same ? before : new Contents(input);
  known.set(input.results, contents);
  return contents;
}

/** The parts of a page that change while runs make progress. */
export async function liveReport(input: ReportInput): Promise<LiveReport> {
  const { runs, time } = input;
  const contents = contentsOf(input);
  const sections = Object.entries(await contents.sections(runs, true)).map(([id, { text }]) => [
    id,
    text,
  ]);
  return {
    time: shownTime(time),
    sections: Object.fromEntries(sections) as Record<string, string>,
    payload: contents.payload,
  };
}

const controls = html`<div class="controls" id="controls" hidden>
  <label
    >x axis
    <select id="axis">
      ${xAxisNames.map((name) => html`<option value="${name}">${xAxes[name].title}</option>`)}
    </select></label
  >
  <label
    >Metric
    <select id="metric">
      <option value="">all</option>
      ${shownMetrics.map((name) => html`<option value="${name}">${metrics[name].title}</option>`)}
    </select></label
  >
  <label
    >Smoothing
    <select id="smoothing">
      <option value="">none</option>
      ${smoothingNames.map((name) => html`<option value="${name}">${name} (${smoothings[name]})</option>`)}
    </select></label
  >
  <label
    >y scale
    <select id="scale">
      <option value="">of each row</option>
      <option value="common">one for all rows</option>
    </select></label
  >
  <button id="reset-zoom" type="button">Reset zoom</button>
  <button id="copy-link" type="button">Copy link</button>
  <fieldset id="estimators"></fieldset>
</div>`;

/** Two estimators to choose, and the place of their differences. */
const difference = html`<section id="difference" aria-label="Paired difference" hidden>
  <h2>Paired difference</h2>
  <p>
    The first estimator less the second over the seeds that both have, at equal cost where there are
    such runs; of variances, the ratio. Lines are means over n pairs, bands their 95 % confidence
    intervals (Student’s t), each step by itself: where a band leaves the line of no difference, the
    pairs tell the two apart. Long runs are shown at some of their steps.
  </p>
  <div class="controls pair">
    <label
      >First estimator
      <select id="pair-one"></select
    ></label>
    <label
      >Second estimator
      <select id="pair-other"></select
    ></label>
  </div>
  <div id="differences"></div>
</section>`;

/** The log of the run that the reader asks for. */
const log = html`<section id="log" aria-label="Log" hidden>
  <h3 id="log-title" tabindex="-1"></h3>
  <button id="log-close" type="button">Close</button>
  <pre class="scroll" id="log-lines" tabindex="0" role="region" aria-labelledby="log-title"></pre>
</section>`;

/** Nothing is loaded from anywhere; a watched page may ask its own server. */
const policy = (live: boolean) =>
  `default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; ` +
  `base-uri 'none'; form-action 'none'${live ? `; connect-src 'self'` : ''}`;

/**
 * A report as one HTML page that needs nothing else: figures, tables, runs, findings, provenance.
 *
 * @param revision - what it shows, when it is served by `vae-bench watch` and follows what changes.
 */
export async function reportPage(input: ReportInput, revision?: string): Promise<string> {
  const live = revision !== undefined;
  const contents = contentsOf(input);
  const { summary, values, runs, comparisons, models, findings, provenance } =
    await contents.sections(input.runs, live);
  const images = live
    ? html`<p>
        This page needs JavaScript; <code>vae-bench report</code> makes one that does not.
      </p>`
    : await fallbackImages(contents.folders);
  const page = html`<!doctype html>
    <html lang="en" ${live ? html` data-live="${revision}"` : html``}>
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
        ${live ? html`<p id="lost" role="alert" hidden></p>` : html``}
        <main>
          <section id="summary" aria-label="Summary">${summary}</section>
          <section aria-label="Curves">
            <h2>Curves</h2>
            <p>
              Means over n seeds with bands of one standard error. Solid lines cost C evaluations of
              f per datapoint, dashed ones C(C−1)/2 + 1; the number in parentheses is that cost.
              Drag over a chart to zoom its row in, double-click to zoom out. Smoothing draws
              exponential moving averages of the means along their rows, with this weight of the
              past; bands and the values that pointing shows stay as they were measured.
            </p>
            ${controls}
            <div id="charts"></div>
            <div id="fallback">${images}</div>
          </section>
          ${difference}
          <section id="values" aria-label="Final values">${values}</section>
          <section id="runs" aria-label="Runs">${runs}</section>
          ${live ? log : html``}
          <section id="comparisons" aria-label="Estimators at frozen points">
            ${comparisons}
          </section>
          <section id="models" aria-label="What the models have learned">${models}</section>
          <section id="findings" aria-label="Findings of the papers">${findings}</section>
          <section id="provenance" aria-label="Configurations and provenance">
            ${provenance}
          </section>
        </main>
        <p id="said" class="said" role="status"></p>
        <script type="application/json" id="payload">
          ${scriptJson(contents.payload)}
        </script>
        <script>
          ${new Html(pageScript())};
        </script>
      </body>
    </html> `;
  return page.text;
}
