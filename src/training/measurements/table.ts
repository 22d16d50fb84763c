import type { Measurement, Metrics } from '../../metrics/table.ts';
import { gradientMeasurement } from './gradient.ts';
import type { MeasuredState, Measure, MeasurementSetting } from './measurement.ts';
import { testMeasurement } from './test.ts';
import { trainMeasurement } from './train.ts';

/** What gives the metrics: every measurement that a row of `metrics/table.ts` names, with all its metrics. */
const measurements: { readonly [M in Measurement]: (setting: MeasurementSetting) => Measure<M> } = {
  train: trainMeasurement,
  test: testMeasurement,
  gradient: gradientMeasurement,
};

/** Prepares all measurements of a run. */
export function prepareMeasurements(
  setting: MeasurementSetting,
): (state: MeasuredState) => Promise<Metrics> {
  const all = Object.values(measurements).map((prepare) => prepare(setting));
  return async (state) => {
    const values: Partial<Metrics> = {};
    for (const measure of all) Object.assign(values, await measure(state));
    // The record's type makes each measurement give its metrics, and each metric have a measurement.
    return values as Metrics;
  };
}
