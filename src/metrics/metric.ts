/** What is known of a metric apart from its values: one row of the table. */
export interface MetricRow {
  /** For readers: `test bound`. */
  readonly title: string;
  readonly unit: string;
  /** Which values are better; null for a metric by which nothing can be ranked. */
  readonly better: 'higher' | 'lower' | null;
  /** Of its axis. Metrics on a logarithmic one are compared by ratio, and written with a power of ten. */
  readonly scale: 'linear' | 'log';
  /** Digits after the point in a run's summary; messages on the way have one fewer. */
  readonly digits: number;
  /** Its name in TensorBoard. */
  readonly tag: string;
  /** Whether figures, tables, the report and messages show it unless others are asked for. */
  readonly shown: boolean;
  /** The measurement that gives it: a key of `training/measurements/table.ts`. */
  readonly measurement: string;
  /** The first step after which it can be measured; 1 when left out. */
  readonly firstStep?: number;
  /** In one sentence, for docs/results.md. */
  readonly meaning: string;
}
