import { publishedLeaves } from '../../config/settings.ts';
import type { RunRecord } from '../../run-files/run-record.ts';
import type { SeedResult } from '../results.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableBlock } from './table-block.ts';
import { shownTime } from './time.ts';

/** Values with the number of runs that have each. */
type Counts = ReadonlyMap<string, number>;

function countsOf(texts: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Values of a property as rows of a table for programs. */
const cellsOf = (properties: readonly (readonly [string, Counts])[]) =>
  properties.flatMap(([name, counts]) => [...counts].map(([text, runs]) => [name, text, runs]));

/** Every value that a setting has in these runs, with the number of those that have it. */
function settings(seeds: readonly SeedResult[]): [string, Counts][] {
  const values = new Map<string, string[]>();
  for (const { config } of seeds) {
    for (const [path, text] of publishedLeaves(config)) {
      const texts = values.get(path);
      if (texts === undefined) values.set(path, [text]);
      else texts.push(text);
    }
  }
  const order = ([one]: [string, number], [other]: [string, number]) =>
    one.localeCompare(other, 'en', { numeric: true });
  return [...values].map(([path, texts]) => [path, new Map([...countsOf(texts)].toSorted(order))]);
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

const shownCounts = (counts: Counts): Html[] =>
  [...counts].map(
    ([text, runs]) => html`<div>${text}${counts.size > 1 ? ` (${runs} runs)` : ''}</div>`,
  );

const originsOf = (records: readonly Partial<RunRecord>[]): [string, Counts][] =>
  Object.entries(origins).map(([name, read]) => [
    name,
    countsOf(records.map((record) => read(record) ?? 'not recorded')),
  ]);

const rowOf = (name: string, values: readonly Html[]): Html =>
  html`<tr>
    <th scope="row">${name}</th>
    <td>${values}</td>
  </tr>`;

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
  const found = originsOf(records);
  const all = settings(seeds);
  const origin = html`<table>
    <tbody>
      ${found.map(([name, counts]) => rowOf(name, shownCounts(counts)))}
    </tbody>
  </table>`;
  const values = html`<table>
    <tbody>
      ${all.map(([path, counts]) =>
        rowOf(
          path,
          [...counts.keys()].map((text) => html`<div>${text}</div>`),
        ),
      )}
    </tbody>
  </table>`;
  return html`<h2>Configurations and provenance</h2>
    ${times(seeds, records)}
    ${tableBlock('Provenance', origin, { columns: ['field', 'value', 'runs'], cells: cellsOf(found) })}
    <details id="settings">
      <summary>Settings of all runs: every value that occurs</summary>
      ${tableBlock('Settings', values, { columns: ['setting', 'value', 'runs'], cells: cellsOf(all) })}
    </details>`;
}
