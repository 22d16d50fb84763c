import type { Comparison } from '../../run-files/comparison-file.ts';
import { withoutVariance } from '../compared.ts';
import { comparisonSpec } from '../plot/comparison-spec.ts';
import { planeSpec } from '../plot/plane-spec.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { picture } from './picture.ts';

const list = new Intl.ListFormat('en-GB');

async function drawn(comparison: Comparison, part: string): Promise<Html> {
  const { step } = comparison.point;
  const dots = await picture(
    (figure) => comparisonSpec(comparison, part, figure),
    `Variance and bias of every estimator after ${step} steps, with intervals; the table has the numbers`,
  );
  const plane = await picture(
    (figure) => planeSpec(comparison, part, figure),
    `Bias against variance of every estimator after ${step} steps; the table has the numbers`,
  );
  const missing = withoutVariance(comparison, part);
  const left =
    missing.length === 0 ? '' : ` Not shown, as it has no variance: ${list.format(missing)}.`;
  return html`<div class="pictures">
    <figure>
      ${dots}
      <figcaption>
        Bars are 95 % intervals; where none shows, it is shorter than its marker. Dashed line: the
        variance of the exact gradient between batches. Hollow, with an arrow: no bias was found; if
        there is any, it is below the marker.${left}
      </figcaption>
    </figure>
    <figure>
      ${plane}
      <figcaption>
        The same as a plane<span class="narrow">, with the numbers of the rows above</span>. On a
        dotted line the squared bias is as large as the variance of the mean of k gradients: above
        it, more gradients hardly lower the mean squared error, bias² + variance / k.
      </figcaption>
    </figure>
  </div>`;
}

/** Drawing takes a while, and a page may be asked for again and again. */
const known = new WeakMap<Comparison, Map<string, Promise<Html>>>();

/** The figures of a comparison on a part of the gradient, as they follow the page's colours and width. */
export function comparisonPictures(comparison: Comparison, part: string): Promise<Html> {
  const before = known.get(comparison) ?? new Map<string, Promise<Html>>();
  const pictures = before.get(part) ?? drawn(comparison, part);
  known.set(comparison, before.set(part, pictures));
  return pictures;
}
