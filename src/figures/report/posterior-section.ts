import { dirname } from 'node:path';
import type { PosteriorRecord } from '../../run-files/posterior-file.ts';
import { readBytes, shownDamage } from '../../run-files/reading.ts';
import type { SeedResult } from '../results.ts';
import type { Cells } from '../tables/table.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableBlock } from './table-block.ts';

/** Pictures of a page: with more it would take long to load. */
const MAX_PICTURES = 12;
/** Larger files are no pictures of `vae-bench samples`. */
const MAX_BYTES = 4e6;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** A run with what was measured of it. */
interface Measured {
  readonly seed: SeedResult;
  readonly found: PosteriorRecord;
}

const nats = (value: number): string => value.toFixed(3);

/** `0, 4, 7`; or `none`. */
const listed = (numbers: readonly number[]): string =>
  numbers.length === 0 ? 'none' : numbers.join(', ');

/** Bars of probabilities, from 0 to the largest. */
function bars(probabilities: readonly number[]): Html {
  const most = Math.max(...probabilities, Number.MIN_VALUE);
  const width = 6 * probabilities.length;
  return html`<svg
    class="bars"
    viewBox="0 0 ${width} 20"
    width="${width}"
    height="20"
    role="img"
    aria-label="${probabilities.map((p) => `${(100 * p).toFixed(1)} %`).join(', ')}"
  >
    ${probabilities.map((p, at) => {
      const height = ((19 * p) / most).toFixed(1);
      const y = (20 - (19 * p) / most).toFixed(1);
      return html`<rect x="${6 * at}" y="${y}" width="5" height="${height}" fill="currentColor" />`;
    })}
  </svg>`;
}

function summaryRow({ seed, found }: Measured): Html {
  const { variables, categories, step } = found;
  const last = seed.rows.length === 0 ? step : seed.rows.step(-1);
  const old = last > step ? ` (the run is at ${last})` : '';
  return html`<tr>
    <th scope="row">${seed.path}</th>
    <td class="number">${step}${old}</td>
    <td class="number">${nats(found.entropy / variables.length)}</td>
    <td class="number">${nats(Math.log(categories))}</td>
    <td class="number">${nats(found.kl)}</td>
    <td class="number">${nats(found.mutual_information)}</td>
    <td class="number">${found.unused_categories} of ${variables.length * categories}</td>
    <td>${listed(found.unused_variables)}</td>
  </tr>`;
}

const summaryColumns = [
  ...['run', 'step', 'last_step', 'categories', 'variables', 'entropy', 'kl'],
  ...['mutual_information', 'unused_categories', 'unused_variables'],
];

const summaryCells = (measured: readonly Measured[]): Cells => ({
  columns: summaryColumns,
  cells: measured.map(({ seed, found }) => [
    ...[seed.path, found.step, seed.rows.length === 0 ? found.step : seed.rows.step(-1)],
    ...[found.categories, found.variables.length, found.entropy, found.kl],
    ...[found.mutual_information, found.unused_categories, found.unused_variables.join('; ')],
  ]),
});

const variableCells = ({ categories, variables }: PosteriorRecord): Cells => ({
  columns: [
    ...['variable', 'entropy', 'kl', 'mutual_information'],
    ...Array.from({ length: categories }, (_, category) => `probability_${category}`),
    'unused_categories',
  ],
  cells: variables.map((one, v) => [
    ...[v, one.entropy, one.kl, one.mutual_information],
    ...[...one.probabilities, one.unused.join('; ')],
  ]),
});

function summaryTable(measured: readonly Measured[]): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">run</th>
        <th scope="col" class="number">step</th>
        <th scope="col" class="number">mean entropy</th>
        <th scope="col" class="number">log C</th>
        <th scope="col" class="number">KL</th>
        <th scope="col" class="number">mutual information</th>
        <th scope="col" class="number">unused categories</th>
        <th scope="col">unused variables</th>
      </tr>
    </thead>
    <tbody>
      ${measured.map(summaryRow)}
    </tbody>
  </table>`;
  return tableBlock('How posteriors use their categories', table, summaryCells(measured));
}

function variablesTable({ seed, found }: Measured): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col" class="number">variable</th>
        <th scope="col" class="number">entropy</th>
        <th scope="col" class="number">KL</th>
        <th scope="col" class="number">mutual information</th>
        <th scope="col">mean posterior, by category</th>
        <th scope="col">unused categories</th>
      </tr>
    </thead>
    <tbody>
      ${found.variables.map(
        (one, v) =>
          html`<tr>
            <th scope="row" class="number">${v}</th>
            <td class="number">${nats(one.entropy)}</td>
            <td class="number">${nats(one.kl)}</td>
            <td class="number">${nats(one.mutual_information)}</td>
            <td>${bars(one.probabilities)}</td>
            <td>${listed(one.unused)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
  return tableBlock(`Latent variables of ${seed.path}`, table, variableCells(found));
}

/** What `vae-bench samples` has drawn; nothing when it is not there or is no picture. */
function picture({ seed }: Measured): Html {
  const bytes = readBytes(seed.directory.samples).value;
  if (bytes === undefined || bytes.length > MAX_BYTES || !bytes.subarray(0, 8).equals(PNG)) {
    return html``;
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Pictures of ${seed.path}">
    <img
      class="samples"
      loading="lazy"
      src="data:image/png;base64,${bytes.toString('base64')}"
      alt="Test images, reconstructions, samples of the prior and categories of a variable of ${seed.path}"
    />
  </div>`;
}

/** The runs whose pictures are shown: the first seed of each series. */
function pictured(measured: readonly Measured[]): ReadonlySet<Measured> {
  const first = new Map(
    measured.toReversed().map((one) => [dirname(one.seed.directory.path), one]),
  );
  return new Set(
    measured.filter((one) => [...first.values()].includes(one)).slice(0, MAX_PICTURES),
  );
}

const about = html`<p>
  Over all test images, by <code>vae-bench samples</code>, in nats. The mean entropy of q(z<sub
    >v</sub
  >
  | x) over images and variables is 0 where the posterior is without doubt, and log C at most. KL is
  that of q(z | x) from the prior. The mutual information, summed over variables, is what is left of
  it when the prior is the mean posterior; a variable below 0.01 nats is unused. A category is
  unused when its mean posterior probability is below 0.01 / C.
</p>`;

/**
 * How the posteriors of runs use their categories, with pictures of what the models have learned; or how to have
 * them measured.
 *
 * @param live - whether the page is fetched again and again: it then has no pictures.
 */
export function posteriorSection(seeds: readonly SeedResult[], live: boolean): Html {
  if (seeds.length === 0) return html``;
  const measured = seeds.flatMap((seed) =>
    seed.posterior.value === undefined ? [] : [{ seed, found: seed.posterior.value }],
  );
  const damages = seeds.flatMap(({ path, posterior: { damage } }) =>
    damage === null ? [] : [`${path}: ${shownDamage(damage)}`],
  );
  const notes = html`<ul class="notes">
    ${damages.map((text) => html`<li>${text} (left out)</li>`)}
  </ul>`;
  const heading = html`<h2>What the models have learned</h2>`;
  if (measured.length === 0) {
    return html`${heading}
      <p>
        <code>vae-bench samples</code> with this folder draws reconstructions, samples and
        categories of runs that have a checkpoint, and measures how their posteriors use their
        categories.
      </p>
      ${damages.length === 0 ? html`` : notes}`;
  }
  const shown = live ? new Set<Measured>() : pictured(measured);
  const left = measured.length - shown.size;
  const remark = live
    ? html`<p><code>vae-bench report</code> has the pictures.</p>`
    : left > 0
      ? html`<p>
          Pictures are those of the first seed of each series, ${MAX_PICTURES} at most; the others
          are samples.png in their runs’ folders.
        </p>`
      : html``;
  return html`${heading} ${about} ${summaryTable(measured)} ${remark}
  ${damages.length === 0 ? html`` : notes}
  ${measured.map(
    (one, at) =>
      html`<details id="model-${at}">
        <summary>${one.seed.path}: pictures and variables</summary>
        ${shown.has(one) ? picture(one) : html``} ${variablesTable(one)}
      </details>`,
  )}`;
}
