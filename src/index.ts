/** The TensorFlow.js that vae-bench computes with, for estimators of one's own. */
export * as tf from '@tensorflow/tfjs';
/** For the settings of estimators of one's own. */
export { z } from 'zod';
export { selectBackend } from './backends/select.ts';
export type { BackendName, Selection } from './backends/select.ts';
export type { Backend, CompiledProgram, DeviceArray, Input, Program } from './backends/backend.ts';
export { configSchema } from './config/schema.ts';
export type { Config, ConfigInput } from './config/schema.ts';
export {
  BackendMemoryError,
  BackendUnavailableError,
  DeviceLostError,
  ShapeError,
  UntraceableError,
} from './core/backend-errors.ts';
export {
  BiasError,
  EstimatorLimitError,
  EstimatorOutputError,
  NonFiniteEstimateError,
  PluginError,
  UnrepeatableError,
} from './core/estimator-errors.ts';
export { ConfigError, UsageError, VaeBenchError } from './core/errors.ts';
export { DatasetError, FileError } from './core/file-errors.ts';
export {
  DivergedError,
  RunDirectoryError,
  RunLockedError,
  SeedsFailedError,
} from './core/run-errors.ts';
export { InterruptedError } from './core/stop-errors.ts';
export {
  SlurmError,
  SweepDirectoryError,
  SweepFailedError,
  SweepInterruptedError,
} from './core/sweep-errors.ts';
export type { ConfigIssue } from './core/errors.ts';
export type { RunFailure } from './core/sweep-errors.ts';
export { PrematureEndError } from './processes/process-end.ts';
export { RandomStream } from './core/random.ts';
export type { StreamName } from './core/random.ts';
export type { InitialValue } from './core/shapes.ts';
export { loadDataset } from './datasets/dataset.ts';
export type { Dataset } from './datasets/contract.ts';
export type { DatasetSettings } from './datasets/dataset.ts';
export type { ImageSet } from './datasets/images.ts';
export type {
  Decode,
  LogLikelihood,
  Model,
  ModelSizes,
  Parameter,
  ParameterGroup,
} from './models/contract.ts';
export type { MatrixProduct, NetworkProducts } from './models/products.ts';
export type { Optimiser, OptimiserInputs, OptimiserUpdate } from './optimisers/contract.ts';
export type { Schedule } from './optimisers/schedules/schedule.ts';
export { bernoulliLogProb } from './distributions/bernoulli.ts';
export { categoricalLogProb, sampleCategorical } from './distributions/categorical.ts';
export { dirichletRace, raceWinners } from './distributions/race.ts';
export { chooseEstimator } from './estimators/choose.ts';
export type { ChosenEstimator, EstimatorChoice } from './estimators/choose.ts';
export type {
  CostDimensions,
  Dimensions,
  Estimator,
  EstimatorDefinition,
  EstimatorInputs,
  GradientEstimate,
  LearningSignal,
  SettingValues,
} from './estimators/contract.ts';
export { loadEstimators } from './estimators/plugins.ts';
export { enumeratedGradient, randomProblem, tableSignal } from './estimators/problem.ts';
export type { Problem } from './estimators/problem.ts';
export { weightedScore } from './estimators/score.ts';
export { estimators } from './estimators/built-in.ts';
export type { EstimatorName } from './estimators/table.ts';
export { sampleGradient, verifyEstimator } from './estimators/verify.ts';
export type { SampledGradient, SamplingOptions, Verification } from './estimators/verify.ts';
export { expandSweep } from './sweeps/expand.ts';
export type { ExpandedSweep, SweepRun } from './sweeps/expand.ts';
export type { RunState, RunStatus } from './sweeps/run-status.ts';
export { readStatus } from './sweeps/status.ts';
export type { RunReport, StatusReport } from './sweeps/status.ts';
export { loadSweep } from './sweeps/sweep-file.ts';
export type { Axis, Grid, Sweep } from './sweeps/sweep-file.ts';
export { metricNames, metrics } from './metrics/table.ts';
export type { Metric } from './metrics/table.ts';
export { train } from './training/train.ts';
export type {
  MeasuringEvent,
  MetricsEvent,
  SavedState,
  StateEvent,
  StepEvent,
  TrainingEvent,
  TrainOptions,
} from './training/train.ts';
