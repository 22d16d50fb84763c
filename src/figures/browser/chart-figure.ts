import { metrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';

/** A chart's element with its caption. */
export interface ChartFigure {
  readonly figure: HTMLElement;
  /** What the chart fills. */
  readonly place: HTMLElement;
}

/**
 * The place of a chart of a metric.
 *
 * @param unit - of its y axis.
 * @param description - of what it shows, for readers who do not see it.
 * @param folder - of its runs, where several folders have charts of the metric.
 */
export function chartFigure(
  metric: ShownMetric,
  unit: string,
  description: string,
  folder: string,
): ChartFigure {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const small = document.createElement('span');
  const place = document.createElement('div');
  figure.className = 'panel';
  small.textContent = folder === '' ? ` ${unit}` : ` ${unit}, ${folder}`;
  caption.append(metrics[metric].title, small);
  place.className = 'chart';
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', description);
  figure.append(caption, place);
  return { figure, place };
}
