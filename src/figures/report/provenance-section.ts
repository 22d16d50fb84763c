import { publishedLeaves } from '../../config/settings.ts';
import type { RunRecord } from '../../run-files/run-record.ts';
import type { SeedResult } from '../results.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { shownTime } from './time.ts';

/** Every value that a setting has in these runs, the shared ones first. */
function settings(seeds: readonly SeedResult[]): [string, string[]][] {
  const values = new Map<string, Set<string>>();
  for (const { config } of seeds) {
    for (const [path, text] of publishedLeaves(config)) {
      values.set(path, (values.get(path) ?? new Set()).add(text));
    }
  }
  const order = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });
  return [...values].map(([path, texts]) => [path, [...texts].toSorted(order)]);
}

/** Fields of run.json that say where numbers come from. */
const origins: Readonly<Record<string, (record: Partial<RunRecord>) => string | undefined>> = {
  'vae-bench': ({ versions }) => versions?.['vae-bench'],
  commit: ({ git }) => (git ? `${git.commit}${git.dirty ? ', with changes' : ''}` : undefined),
  backend: ({ backend }) => backend?.description,
  node: ({ versions }) => versions?.node,
  'TensorFlow.js': ({ versions }) => versions?.['@tensorflow/tfjs'],
  hardware: ({ hardware }) =>
    hardware && `${hardware.cpu}, ${hardware.cores} cores, ${hardware.platform}`,
  host: ({ host }) => host,
  data: ({ data }) =>
    data?.name &&
    [data.name, ...Object.entries(data.sha256).map(([file, sum]) => `${file} ${sum}`)].join(', '),
};

/** How many runs have which value. */
function counted(texts: readonly string[]): Html[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(
    ([text, count]) => html`<div>${text}${counts.size > 1 ? ` (${count} runs)` : ''}</div>`,
  );
}

function originRows(records: readonly Partial<RunRecord>[]): Html[] {
  return Object.entries(origins).map(([name, read]) => {
    const texts = records.map((record) => read(record) ?? 'not recorded');
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${counted(texts)}</td>
    </tr>`;
  });
}

function times(seeds: readonly SeedResult[], records: readonly Partial<RunRecord>[]): Html {
  const seconds = seeds.map(({ rows, timing }) => {
    const at = timing.indexOf(rows.step(-1));
    return at < 0 ? 0 : timing.value(at, 'seconds');
  });
  const hours = seconds.reduce((sum, one) => sum + one, 0) / 3600;
  const starts = records
    .flatMap(({ started }) => (started === undefined ? [] : shownTime(started)))
    .toSorted();
  const ends = records
    .flatMap(({ ended }) => (typeof ended === 'string' ? shownTime(ended) : []))
    .toSorted();
  const period = `${starts[0] ?? 'not started'} to ${ends.at(-1) ?? 'not ended'}`;
  return html`<p>Running time of all runs together: ${hours.toFixed(2)} hours (${period}).</p>`;
}

/** Configurations, and what computed the numbers. */
export function provenanceSection(seeds: readonly SeedResult[]): Html {
  const records = seeds.flatMap(({ record }) => record ?? []);
  const all = settings(seeds).map(
    ([path, texts]) =>
      html`<tr>
        <th scope="row">${path}</th>
        <td>${texts.map((text) => html`<div>${text}</div>`)}</td>
      </tr>`,
  );
  return html`<h2>Configurations and provenance</h2>
    ${times(seeds, records)}
    <div class="scroll" tabindex="0" role="region" aria-label="Provenance">
      <table>
        <tbody>
          ${originRows(records)}
        </tbody>
      </table>
    </div>
    <details id="settings">
      <summary>Settings of all runs: every value that occurs</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Settings">
        <table>
          <tbody>
            ${all}
          </tbody>
        </table>
      </div>
    </details>`;
}
