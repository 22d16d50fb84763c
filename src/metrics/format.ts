import { metrics } from './table.ts';
import type { Metric, Metrics } from './table.ts';

const written = (metric: Metric, value: number, digits: number): string => {
  // There is nothing to measure yet.
  if (Number.isNaN(value)) return '—';
  return metrics[metric].scale === 'log' ? value.toExponential(digits) : value.toFixed(digits);
};

/** A value for a summary: `-130.521`, `7.451e-3`. */
export const formatMetric = (metric: Metric, value: number): string =>
  written(metric, value, metrics[metric].digits);

/** A value for messages on the way: `-130.52`, `7.45e-3`; nothing for one that is missing. */
export const formatBriefly = (metric: Metric, value: number | undefined): string =>
  value === undefined ? '' : written(metric, value, metrics[metric].digits - 1);

/** Several metrics in one line: `train ELBO -130.52, test bound -121.07`. */
export const metricsLine = <Name extends Metric>(
  names: readonly Name[],
  values: Pick<Metrics, Name>,
): string =>
  names.map((name) => `${metrics[name].title} ${formatBriefly(name, values[name])}`).join(', ');
