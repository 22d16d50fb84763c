import { placeIn } from '../../run-files/along-directory.ts';
import type { AlongPoint } from '../../run-files/along-directory.ts';
import type { Comparison } from '../../run-files/comparison-file.ts';
import type { ComparisonResult } from '../comparison-results.ts';
import { comparisonSummary } from '../comparison-summary.ts';
import { partTitle } from '../plot/comparison-figure.ts';
import { comparisonTable } from '../tables/comparison.ts';
import { alongPart } from './along-part.ts';
import { comparisonPictures } from './comparison-pictures.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableOf } from './table-of.ts';

/** Comparisons whose figures are drawn: with more a page would take long to load. */
const MAX_PICTURED = 12;
/** So many are open at once; more are a list that opens. */
const MAX_OPEN = 2;

/** A comparison that could be read. */
interface Found extends ComparisonResult {
  readonly comparison: Comparison;
}

const isFound = (one: ComparisonResult): one is Found => one.comparison !== undefined;

/** Those whose folders say which run and step they are of. */
const alongPoints = (found: readonly Found[]): AlongPoint[] =>
  found.flatMap(({ folder, comparison, timing }) => {
    const place = placeIn(folder);
    return place === undefined ? [] : { ...place, comparison, timing };
  });

const grouped = (count: number): string => count.toLocaleString('en');

/** Where a comparison was taken. */
function placeText({ point, options, backend, version }: Comparison): string {
  const { step, estimator, seed, categories, variables, batch_size: images } = point;
  const trained =
    step === 0 ? 'Before the first step' : `After ${grouped(step)} steps of ${estimator}`;
  const batches = options.batches === 1 ? 'one batch' : `${options.batches} batches`;
  return (
    `${trained}, seed ${seed}, C = ${categories}, V = ${variables}; ${batches} of ${images} images, ` +
    `${options.draws} draws of each estimator at most, on ${backend}, by vae-bench ${version}.`
  );
}

async function contentsOf(
  { path, comparison, timing }: Found,
  id: string,
  isPictured: boolean,
): Promise<Html> {
  const [first, ...others] = comparison.reference.map(({ part }) => part);
  if (first === undefined) return html``;
  const table = (part: string) => tableOf(path, comparisonTable(comparison, timing, part));
  return html`<p class="muted">${placeText(comparison)}</p>
    <ul class="summary">
      ${comparisonSummary(comparison, timing, first).map((text) => html`<li>${text}</li>`)}
    </ul>
    ${
      isPictured
        ? await comparisonPictures(comparison, first)
        : html`<p>Its figures are compare.svg and compare-plane.svg in its folder.</p>`
    }
    ${table(first)}
    ${others.map(
      (part, at) =>
        html`<details id="${id}-part-${at}">
          <summary>Gradient of ${partTitle(part)}</summary>
          ${table(part)}
        </details>`,
    )}`;
}

const heading = html`<h2>Estimators at frozen points</h2>`;

const about = html`<p>
  Variance and bias of gradient estimators at parameters that stay as they are, by
  <code>vae-bench compare</code>: of the gradient that a step gives the encoder, at fixed images,
  summed over its components.
</p>`;

/**
 * Comparisons of estimators at frozen points: where each was taken, what it comes to, its figures and its tables;
 * or how to have one.
 */
export async function comparisonSection(all: readonly ComparisonResult[]): Promise<Html> {
  if (all.length === 0) {
    return html`${heading}
      <p>
        <code>vae-bench compare</code> with a run’s folder, and with <code>-o</code> a folder in
        this one, compares estimators at the parameters of that run: their variance, bias and cost.
      </p>`;
  }
  const found = all.filter(isFound);
  const damages = all.flatMap(({ path, comparison, damages }) =>
    damages.map((text) => `${path}: ${text}${comparison === undefined ? ' (left out)' : ''}`),
  );
  const open = found.length <= MAX_OPEN ? html` open` : html``;
  const parts: Html[] = [];
  for (const [at, one] of found.entries()) {
    const id = `comparison-${at}`;
    const contents = await contentsOf(one, id, at < MAX_PICTURED);
    parts.push(
      html`<details id="${id}" class="comparison" ${open}>
        <summary>${one.path}: after ${grouped(one.comparison.point.step)} steps</summary>
        ${contents}
      </details>`,
    );
  }
  const notes = damages.map((text) => html`<li>${text}</li>`);
  return html`${heading} ${found.length === 0 ? html`` : about}
  ${
    notes.length === 0
      ? html``
      : html`<ul class="notes">
          ${notes}
        </ul>`
  }
  ${await alongPart(alongPoints(found))} ${parts}`;
}
