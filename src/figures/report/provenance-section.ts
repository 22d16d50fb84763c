import { jsonLeaves } from '../../core/json.ts';
import { stepOf } from '../counted.ts';
import type { ResultRecord, SeedResult } from '../results.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { shownTime } from './time.ts';

/** Every value that a setting has in these runs, the shared ones first. */
function settings(seeds: readonly SeedResult[]): [string, string[]][] {
  const values = new Map<string, Set<string>>();
  for (const { config } of seeds) {
    for (const [path, text] of jsonLeaves(config)) {
      values.set(path, (values.get(path) ?? new Set()).add(text));
    }
  }
  const order = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });
  return [...values].map(([path, texts]) => [path, [...texts].toSorted(order)]);
}

/** Fields of run.json that say where numbers come from. */
const origins = {
  'vae-bench': ({ versions }: ResultRecord) =>
    (versions as Record<string, unknown> | undefined)?.['vae-bench'],
  commit: ({ git }: ResultRecord) => {
    const { commit, dirty } = (git ?? {}) as { commit?: string; dirty?: boolean };
    return commit === undefined ? undefined : `${commit}${dirty === true ? ', with changes' : ''}`;
  },
  backend: ({ backend }: ResultRecord) =>
    (backend as { description?: string } | undefined)?.description,
  node: ({ versions }: ResultRecord) => (versions as Record<string, unknown> | undefined)?.node,
  'TensorFlow.js': ({ versions }: ResultRecord) =>
    (versions as Record<string, unknown> | undefined)?.['@tensorflow/tfjs'],
  hardware: ({ hardware }: ResultRecord) => {
    const { cpu, cores, platform } = (hardware ?? {}) as Record<
      string,
      string | number | undefined
    >;
    return cpu === undefined ? undefined : `${cpu}, ${String(cores)} cores, ${String(platform)}`;
  },
  host: ({ host }: ResultRecord) => host,
  data: ({ data }: ResultRecord) => {
    const { name, sha256 } = (data ?? {}) as { name?: string; sha256?: Record<string, string> };
    const sums = Object.entries(sha256 ?? {}).map(([file, sum]) => `${file} ${sum}`);
    return name === undefined ? undefined : [name, ...sums].join(', ');
  },
} as const;

/** How many runs have which value. */
function counted(texts: readonly string[]): Html[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(
    ([text, count]) => html`<div>${text}${counts.size > 1 ? ` (${count} runs)` : ''}</div>`,
  );
}

function originRows(records: readonly ResultRecord[]): Html[] {
  return Object.entries(origins).map(([name, read]) => {
    const texts = records.map((record) => {
      const value = read(record);
      return typeof value === 'string' || typeof value === 'number'
        ? String(value)
        : 'not recorded';
    });
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${counted(texts)}</td>
    </tr>`;
  });
}

function times(seeds: readonly SeedResult[], records: readonly ResultRecord[]): Html {
  const seconds = seeds.map(({ rows, timing }) => timing.get(stepOf(rows.at(-1)))?.seconds ?? 0);
  const hours = seconds.reduce((sum, one) => sum + one, 0) / 3600;
  const starts = records.map(({ started }) => shownTime(started)).toSorted();
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
