import { describe, expect, test } from 'vitest';
import { BackendUnavailableError, ShapeError } from '../../src/core/backend-errors.ts';
import { BiasError, EstimatorLimitError, PluginError } from '../../src/core/estimator-errors.ts';
import { ConfigError, UsageError, VaeBenchError } from '../../src/core/errors.ts';
import { DatasetError } from '../../src/core/file-errors.ts';
import { DivergedError, RunDirectoryError } from '../../src/core/run-errors.ts';
import { InterruptedError } from '../../src/core/stop-errors.ts';

describe('ConfigError', () => {
  test('lists every issue with its origin and path', () => {
    const issues = [
      { path: 'steps', message: 'must be a number', origin: 'a.json:3' },
      { path: 'seeds', message: 'names a seed twice', origin: '--seeds' },
      { path: '', message: 'is not valid JSON', origin: 'b.json:1' },
      { path: 'name', message: 'must be text' },
    ];
    const error = new ConfigError(issues);
    expect(error.issues).toEqual(issues);
    expect(error.message).toBe(
      [
        'The configuration has 4 errors.',
        '  a.json:3: steps: must be a number',
        '  --seeds: seeds: names a seed twice',
        '  b.json:1: is not valid JSON',
        '  name: must be text',
      ].join('\n'),
    );
  });

  test('does not count a single issue', () => {
    expect(new ConfigError([{ path: 'name', message: 'must be text' }]).message).toBe(
      'The configuration has an error.\n  name: must be text',
    );
  });
});

describe('every error', () => {
  // Codes and exit codes are part of the public interface; a signal's is 128 + its number.
  test.each<[string, number, VaeBenchError]>([
    ['E_CONFIG', 2, new ConfigError([])],
    ['E_USAGE', 2, new UsageError('wrong')],
    ['E_DATASET', 2, new DatasetError('images', 'is truncated', 'Fetch it again.')],
    ['E_BACKEND_UNAVAILABLE', 2, new BackendUnavailableError('wasm', 'no', 'Install it.')],
    ['E_PLUGIN', 2, new PluginError('a.mjs', 'exports nothing')],
    ['E_ESTIMATOR_LIMIT', 2, new EstimatorLimitError('too large')],
    ['E_RUN_DIRECTORY', 2, new RunDirectoryError('results/a', 'exists', 'Resume it.')],
    ['E_SHAPE', 1, new ShapeError('logits', [1], [2])],
    ['E_DIVERGED', 1, new DivergedError(3, 'train_elbo', Number.NaN, 'Do this.')],
    ['E_BIAS', 1, new BiasError('ars', 5.5)],
    ['E_INTERRUPTED', 130, new InterruptedError(3, 'SIGINT')],
    ['E_INTERRUPTED', 143, new InterruptedError(3, 'SIGTERM')],
  ])('has its own code and exit code: %s, %d', (code, exitCode, error) => {
    expect(error).toBeInstanceOf(VaeBenchError);
    expect(error).toMatchObject({ code, exitCode, name: error.constructor.name });
  });

  test('keeps its cause', () => {
    const cause = new Error('disk');
    expect(new DatasetError('images', 'cannot be read', 'Try again.', { cause }).cause).toBe(cause);
  });
});

describe('messages', () => {
  test('name the file, the problem and the remedy', () => {
    const error = new DatasetError('data/images', 'is truncated', 'Fetch it again.');
    expect(error.message).toBe('data/images: is truncated. Fetch it again.');
    expect(error.file).toBe('data/images');
  });

  test('name the metric, its value and the step of a divergence', () => {
    const error = new DivergedError(12, 'train_elbo', Number.NEGATIVE_INFINITY, 'Do this.');
    expect(error.message).toContain('train_elbo became -Infinity at step 12');
    expect(error).toMatchObject({ step: 12, metric: 'train_elbo' });
  });
});
