import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { chooseEstimator } from '../../src/estimators/choose.ts';
import { runDirectory, runId } from '../../src/runs/directory.ts';

function idOf(input: ConfigInput): string {
  const config = configSchema.parse(input);
  return runId(config, chooseEstimator(config, estimators));
}

describe('a run id', () => {
  test.each<[string, ConfigInput]>([
    ['ars+-c5', { estimator: 'ars+', categories: 5 }],
    ['ars+published-c10', { estimator: 'ars+published' }],
    ['disarm-c2', { estimator: 'disarm', categories: 2 }],
    ['exact-c3-v4', { estimator: 'exact', categories: 3, variables: 4 }],
    // 10 · 9 / 2 + 1 samples.
    ['reinforce-loo-c10-n46', { estimator: 'reinforce-loo', samples: 'arsm' }],
    ['reinforce-loo-c10-n10', { estimator: 'reinforce-loo', samples: 'ars' }],
    // A setting of its own that is not the default.
    [
      'reinforce+baseline-c3-n3-decay-0.5',
      { estimator: 'reinforce+baseline', categories: 3, estimatorSettings: { decay: 0.5 } },
    ],
    [
      'reinforce+baseline-c3-n3',
      { estimator: 'reinforce+baseline', categories: 3, estimatorSettings: { decay: 0.99 } },
    ],
    ['reinforce-c3-n7-v2', { estimator: 'reinforce', categories: 3, samples: 7, variables: 2 }],
  ])('is %s', (id, input) => {
    expect(idOf(input)).toBe(id);
  });

  test('shows samples by their number, however they were asked for', () => {
    const common = { estimator: 'reinforce-loo', categories: 4 };
    expect(idOf({ ...common, samples: 'ars' })).toBe(idOf({ ...common, samples: 4 }));
  });
});

test('a run directory is <out>/<experiment>/<run id>/seed-<n>', () => {
  const config = configSchema.parse({ out: 'somewhere', name: 'trial', categories: 5 });
  const directory = runDirectory(config, chooseEstimator(config, estimators), 7);
  expect(directory.path).toBe('somewhere/trial/ars+-c5/seed-7');
  expect(directory.files.map((file) => basename(file)).sort()).toEqual([
    'checkpoint.previous.safetensors',
    'checkpoint.safetensors',
    'config.json',
    'log.jsonl',
    'metrics.csv',
    'posterior.json',
    'run.json',
    'samples.png',
    'timing.csv',
  ]);
  for (const file of directory.files) expect(dirname(file)).toBe(directory.path);
});
