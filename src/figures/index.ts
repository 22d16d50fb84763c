/**
 * `vae-bench/results`: results as a library. It reads folders that runs write to, and gives what figures and
 * tables show: series and panels, curves, means with their intervals, paired comparisons, findings, tables,
 * specifications of figures. It loads neither TensorFlow.js nor ONNX Runtime. docs/library.md shows how to use it.
 */
export { UsageError } from '../core/errors.ts';
export { CsvRows } from '../run-files/csv-rows.ts';
export type { CsvRow } from '../run-files/csv-rows.ts';
export { metricNames, metricRow, metrics, rankedMetrics, shownMetrics } from '../metrics/table.ts';
export type { Metric, RankedMetric, ShownMetric } from '../metrics/table.ts';
export type { MetricRow } from '../metrics/metric.ts';
export { readResults, readRuns } from './results.ts';
export type { Results, SeedResult } from './results.ts';
export { readFolders } from './folders.ts';
export { panelsOf } from './panels.ts';
export type { Panel } from './panels.ts';
export type { Series } from './series.ts';
export { estimatorsView, studied } from './view.ts';
export type { View } from './view.ts';
export { settingIn, settingsNamed } from './settings.ts';
export { countedSeeds } from './counted.ts';
export type { Counted, SeedNote } from './counted.ts';
export { curveOf, unsmoothed } from './curve.ts';
export type { Curve, CurveOptions, CurvePoint } from './curve.ts';
export { xAxes, xAxisNames } from './x-axes.ts';
export type { XAxis } from './x-axes.ts';
export { estimate, intervalOf } from './estimate.ts';
export type { ConfidenceInterval, Estimate } from './estimate.ts';
export { summarise } from './summarise.ts';
export type { Summary } from './summarise.ts';
export { effectOf } from './effect.ts';
export type { Effect } from './effect.ts';
export { pairedEffect } from './paired.ts';
export type { PairedEffect } from './paired.ts';
export { comparablePairs, estimatorGroup } from './groups.ts';
export type { Group } from './groups.ts';
export { shownEffect, shownEstimate, shownInterval } from './format.ts';
export { claims } from './findings/claims.ts';
export type { Claim, Contest, Cost } from './findings/claim.ts';
export { judge } from './findings/judge.ts';
export type { Check, Finding, Verdict } from './findings/judge.ts';
export { judgeAll } from './findings/judged.ts';
export type { Judged } from './findings/judged.ts';
export { papers } from './findings/papers.ts';
export type { Paper, PaperName } from './findings/papers.ts';
export { rankedSeries, valuesTable } from './tables/values.ts';
export type { RankedSeries } from './tables/values.ts';
export { differencesTable } from './tables/differences.ts';
export { comparisonsTable, verdictsTables } from './tables/findings.ts';
export { tableFormats } from './tables/formats.ts';
export type { TableFormat } from './tables/formats.ts';
export type { Table } from './tables/table.ts';
export { figureData } from './plot/figure-data.ts';
export type { DrawnSeries, FigureData, FigureRow } from './plot/figure-data.ts';
export { figureSpec } from './plot/spec.ts';
export type { FigureOptions } from './plot/spec.ts';
export { renderPng, renderSvg } from './plot/render.ts';
