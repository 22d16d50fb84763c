import { metrics } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';

/** Whether an axis of the metric can show a mean: a logarithmic one takes positive values only. */
export const isDrawable = (metric: Metric, mean: number): boolean =>
  metrics[metric].scale === 'linear' || mean > 0;

/**
 * The lower end of a band as it is drawn. On a logarithmic axis it has to be positive: where mean − SE is
 * not, the band is cut at a tenth of the mean.
 */
export const bandEnd = (metric: Metric, low: number, mean: number): number =>
  metrics[metric].scale === 'log' && low <= 0 ? mean / 10 : low;
