import type { ComparisonFigure } from '../plot/comparison-figure.ts';
import type { planeSpec } from '../plot/plane-spec.ts';
import { renderSvg } from '../plot/render.ts';
import { pageTheme } from '../plot/theme.ts';
import { Html, html } from './html.ts';

const layouts = ['wide', 'narrow'] as const;

/**
 * A figure for wide screens and one for narrow ones, of which the page shows the one that fits, in its own colours.
 *
 * @param draw - gives the figure of a layout.
 * @param about - what it shows, for those who do not see it.
 */
export async function picture(
  draw: (figure: ComparisonFigure) => ReturnType<typeof planeSpec>,
  about: string,
): Promise<Html> {
  const drawn: Html[] = [];
  for (const layout of layouts) {
    const spec = draw({ layout, theme: pageTheme, titled: false });
    const svg = await renderSvg({ ...spec, config: { ...spec.config, aria: false } });
    // The label says what it is. Vega's own labels would be read one by one.
    drawn.push(
      html`<div class="picture ${layout}" role="img" aria-label="${about}">
        <div aria-hidden="true">${new Html(svg)}</div>
      </div>`,
    );
  }
  return html`${drawn}`;
}
