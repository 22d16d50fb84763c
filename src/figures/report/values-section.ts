import { shownCount, shownEstimate } from '../format.ts';
import { MAIN_METRIC, metrics, shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { Panel } from '../panels.ts';
import type { Series } from '../series.ts';
import { rankedSeries, unlikeNotes, valuesTable } from '../tables/values.ts';
import type { RankedSeries } from '../tables/values.ts';
import { tiedForBest } from '../ties.ts';
import { facetsOf } from '../side-by-side.ts';
import type { FolderPanels } from '../side-by-side.ts';
import { besideOneAnother, noRuns } from './columns.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { swatch } from './swatch.ts';
import { tableBlock } from './table-block.ts';

/** The series of a panel by a metric, and which of them the seeds cannot tell from the best one. */
interface Ranking {
  readonly all: readonly RankedSeries[];
  readonly tied: ReadonlySet<RankedSeries>;
}

function rankingOf(panel: Panel, metric: ShownMetric): Ranking {
  const all = rankedSeries(panel, metric);
  return { all, tied: tiedForBest(all) };
}

const tie = html` <abbr class="tie" title="within one standard error of the best">tie</abbr>`;

function row(series: Series, ranked: Readonly<Record<ShownMetric, Ranking>>): Html {
  const mine = shownMetrics.map((metric) =>
    ranked[metric].all.find((one) => one.series === series),
  );
  const there = mine.filter((one) => one !== undefined);
  const cells = shownMetrics.map((metric, at) => {
    const one = mine[at];
    const best = one?.rank === 1 ? 'best' : '';
    const mark = one !== undefined && ranked[metric].tied.has(one) ? tie : html``;
    return html`<td class="number ${best}">${shownEstimate(metric, one?.final)}${mark}</td>`;
  });
  return html`<tr>
    <th scope="row">${swatch(series)} ${series.label}</th>
    ${cells}
    <td class="number">
      ${shownCount(
        there.map(({ seeds }) => seeds.length),
        series.seeds.length,
      )}
    </td>
    <td class="number">${there[0]?.step ?? 0}</td>
  </tr>`;
}

/** What a table is called: `C = 10`, and its folder where several stand side by side. */
const placeOf = ({ title }: Panel, folder: string) =>
  folder === '' ? title : `${title}, ${folder}`;

function panelTable(panel: Panel, folder: string): Html {
  const ranked = Object.fromEntries(
    shownMetrics.map((metric) => [metric, rankingOf(panel, metric)]),
  ) as Record<ShownMetric, Ranking>;
  const series = ranked[MAIN_METRIC].all.map((one) => one.series);
  const headings = shownMetrics.map(
    (metric) => html`<th scope="col" class="number">${metrics[metric].title}</th>`,
  );
  const table = html`<table>
    <caption>
      ${placeOf(panel, folder)}
    </caption>
    <thead>
      <tr>
        <th scope="col">estimator (evaluations of f)</th>
        ${headings}
        <th scope="col" class="number">seeds</th>
        <th scope="col" class="number">step</th>
      </tr>
    </thead>
    <tbody>
      ${series.map((one) => row(one, ranked))}
    </tbody>
  </table>`;
  const values = shownMetrics.map((metric) => valuesTable([panel], metric));
  return tableBlock(`Final values, ${placeOf(panel, folder)}`, table, values);
}

const cell = (panel: Panel | undefined, folder: string): Html =>
  panel === undefined
    ? noRuns(folder)
    : html`${panelTable(panel, folder)}${unlikeNotes(panel).map((note) => html`<p>${note}.</p>`)}`;

const units = shownMetrics
  .map((metric) => `${metrics[metric].title} in ${metrics[metric].unit}`)
  .join(', ');

/** Final values of the shown metrics, mean ± SE, the best by the main one first. */
export function valuesSection(folders: readonly FolderPanels[]): Html {
  return html`<h2>Final values</h2>
    <p>
      Mean over seeds ± one standard error at the last step: ${units}. The best of each C is bold.
      Where others are within one standard error of the difference (√(SE₁² + SE₂²)), it is no better
      than they are as far as these seeds can tell: all of them are marked as a tie. A seed that is
      not as far as the others, or whose metric is not finite, is left out;
      <a href="#runs">Runs</a> names it.
    </p>
    ${facetsOf(folders).map(({ panels }) => besideOneAnother(panels.map((panel, at) => cell(panel, folders[at]?.name ?? ''))))}`;
}
