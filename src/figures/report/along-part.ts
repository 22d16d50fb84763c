import type { Comparison } from '../../run-files/comparison-file.ts';
import type { AlongPoint } from '../../run-files/along-directory.ts';
import { alongSpec } from '../plot/along-spec.ts';
import { alongCells, alongTables } from '../tables/along.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { picture } from './picture.ts';
import { tableOf } from './table-of.ts';

/** Drawing takes a while, and a page may be asked for again and again: by the run's first comparison. */
const known = new WeakMap<
  Comparison,
  { readonly points: readonly Comparison[]; readonly drawn: Html }
>();

const isSame = (one: readonly Comparison[], other: readonly Comparison[]): boolean =>
  one.length === other.length && one.every((comparison, at) => comparison === other[at]);

async function drawnAlong(
  points: readonly AlongPoint[],
  part: string,
  name: string,
): Promise<Html> {
  const comparisons = points.map(({ comparison }) => comparison);
  const [first] = comparisons;
  const before = first && known.get(first);
  if (before !== undefined && isSame(before.points, comparisons)) return before.drawn;
  const drawn = await picture(
    (figure) => alongSpec(points, part, figure),
    `Variance and bias of every estimator along the training of ${name}, against the step; the tables have the numbers`,
  );
  if (first !== undefined) known.set(first, { points: comparisons, drawn });
  return drawn;
}

/** Points of one run, all its seeds. */
interface AlongGroup {
  readonly name: string;
  readonly points: readonly AlongPoint[];
}

/** The runs that are compared at several steps. */
function groupsOf(points: readonly AlongPoint[]): AlongGroup[] {
  const names = [...new Set(points.map(({ experiment, run }) => `${experiment}/${run}`))];
  return names
    .map((name) => ({
      name,
      points: points
        .filter(({ experiment, run }) => `${experiment}/${run}` === name)
        .toSorted((one, other) => one.step - other.step),
    }))
    .filter((group) => new Set(group.points.map(({ step }) => step)).size > 1);
}

/** Variance and bias against the step, of every run with comparisons at several steps; nothing without any. */
export async function alongPart(points: readonly AlongPoint[]): Promise<Html> {
  const parts: Html[] = [];
  for (const { name, points: own } of groupsOf(points)) {
    const part = own[0]?.comparison.reference[0]?.part ?? '';
    const cells = alongCells(own, [part]);
    parts.push(
      html`<h3>Along the training of ${name}</h3>
        <div class="pictures">
          <figure>
            ${await drawnAlong(own, part, name)}
            <figcaption>
              Bars are 95 % intervals: of one seed those of the draws, of several seeds Student’s of
              their mean. Bias is that of estimators that have one; hollow: none was found, it is
              below this.
            </figcaption>
          </figure>
        </div>
        ${alongTables(own, part).map((table) => tableOf(name, { ...table, ...cells }))}`,
    );
  }
  return html`${parts}`;
}
