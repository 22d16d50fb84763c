// vega exports these of vega-scenegraph, and its types leave them out.
import 'vega';

declare module 'vega' {
  /** How texts are measured: on a canvas if there is one, or by a rule from their length. */
  export const textMetrics: { canvas(use: boolean): void };
}
