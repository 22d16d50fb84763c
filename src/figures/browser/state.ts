import { shownMetrics } from '../../metrics/table.ts';
import type { ShownMetric } from '../../metrics/table.ts';
import type { PayloadSeries } from '../report/payload.ts';
import type { Smoothing } from '../smooth.ts';
import type { XAxis } from '../x-axes.ts';

/** A range of an axis. */
export type Range = readonly [low: number, high: number];

/** What the reader has chosen; it outlives a redrawing of the charts. */
export interface View {
  axis: XAxis;
  /** Of the lines; null draws them as they were measured. */
  smoothing: Smoothing | null;
  /** The metric that charts are of; null shows all. */
  metric: ShownMetric | null;
  /** Whether a metric has one scale in all rows of charts. */
  isCommonScale: boolean;
  /** Titles of the estimators that are switched off. */
  readonly hidden: Set<string>;
  /** Zoomed ranges by the key of the row of charts. */
  readonly zoom: Map<string, Range>;
  /** Titles of the two whose difference is shown; null shows that of the leader. */
  pair: readonly [string, string] | null;
}

/** What a reader who has chosen nothing sees. */
export const unchosen = (): View => ({
  ...{ axis: 'steps', smoothing: null, metric: null, isCommonScale: false, pair: null },
  ...{ hidden: new Set(), zoom: new Map() },
});

/** The lines that are switched on. */
export const shownSeries = (series: readonly PayloadSeries[], { hidden }: View): PayloadSeries[] =>
  series.filter(({ title }) => !hidden.has(title));

/** The metrics that have charts. */
export const chosenMetrics = ({ metric }: View): readonly ShownMetric[] =>
  metric === null ? shownMetrics : [metric];
