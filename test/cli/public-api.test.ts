import { expect, test } from 'vitest';
import * as api from '../../src/index.ts';

test('the package exports these values', () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "BackendUnavailableError",
      "BiasError",
      "ConfigError",
      "DatasetError",
      "DivergedError",
      "EstimatorLimitError",
      "EstimatorOutputError",
      "FileError",
      "InterruptedError",
      "PluginError",
      "RandomStream",
      "RunDirectoryError",
      "RunLockedError",
      "SeedsFailedError",
      "ShapeError",
      "UntraceableError",
      "UsageError",
      "VaeBenchError",
      "bernoulliLogProb",
      "categoricalLogProb",
      "chooseEstimator",
      "configSchema",
      "dirichletRace",
      "enumeratedGradient",
      "estimators",
      "loadDataset",
      "loadEstimators",
      "raceWinners",
      "randomProblem",
      "registerOnnx",
      "sampleCategorical",
      "sampleGradient",
      "selectBackend",
      "tableSignal",
      "tf",
      "train",
      "verifyEstimator",
      "weightedScore",
    ]
  `);
});
