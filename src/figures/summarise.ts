import { countedSeeds, measuredValues } from './counted.ts';
import type { Counted } from './counted.ts';
import { estimate } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import { metricRow } from '../metrics/table.ts';
import type { Metric } from '../metrics/table.ts';
import { RememberedByKey } from './remembered.ts';
import type { Series } from './series.ts';

/** What the seeds of a series come to in one metric. */
export interface Summary extends Counted {
  readonly final: Estimate | undefined;
  /**
   * Of each seed's best value; seeds may have it at different steps. Undefined for a metric without a
   * better side.
   */
  readonly best: Estimate | undefined;
}

/** NaN of nothing; a spread would take the stack of a long run. */
function bestOf(values: Float64Array, better: 'higher' | 'lower'): number {
  const choose = better === 'higher' ? Math.max : Math.min;
  return values.reduce((best, value) => choose(best, value), values[0] ?? Number.NaN);
}

function summariseAnew(series: Series, metric: Metric): Summary {
  const counted = countedSeeds(series, metric);
  const values = counted.seeds
    .map((seed) => measuredValues(seed, metric))
    .filter(({ length }) => length > 0);
  const { better } = metricRow(metric);
  return {
    ...counted,
    final: estimate(values.map((all) => all.at(-1) ?? Number.NaN)),
    best: better === null ? undefined : estimate(values.map((all) => bestOf(all, better))),
  };
}

const known = new RememberedByKey<Metric, Summary>();

/** Final and best values of one metric over the seeds of a series. */
export const summarise = (series: Series, metric: Metric): Summary =>
  known.get(metric, series.seeds, () => summariseAnew(series, metric));
