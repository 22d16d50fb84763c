import { describe, expect, test } from 'vitest';
import { pathsWhere, settingAt } from '../../src/config/settings.ts';

// A fact that is wrong spoils comparisons or resuming without a word, so that every change of one shows here.
describe('the facts of the settings', () => {
  test('decidesNumbers: all but places, checkpoints, and what counts by its contents or its effect', () => {
    expect(pathsWhere(({ decidesNumbers }) => decidesNumbers === false)).toEqual([
      'name',
      'out',
      'plugins',
      'seeds',
      'init.from',
      'data.name',
      'data.directory',
      'backend.name',
      'backend.threads',
      'backend.gpu',
      'checkpoint.everySteps',
      'checkpoint.everySeconds',
      'checkpoint.keep',
      'tags',
      'note',
      'onFinish.command',
      'onFinish.seconds',
      'tensorboard',
    ]);
  });

  test('comparable: what is compared, how long it ran, and what changes no expectation', () => {
    expect(pathsWhere(({ comparable }) => comparable === true)).toEqual([
      'name',
      'out',
      'plugins',
      'estimator',
      'estimatorSettings',
      'samples',
      'categories',
      'seeds',
      'steps',
      'stopping.patience',
      'stopping.minImprovement',
      'evaluation.every',
      'backend.name',
      'backend.threads',
      'backend.gpu',
      'checkpoint.everySteps',
      'checkpoint.everySeconds',
      'checkpoint.keep',
      'tags',
      'note',
      'onFinish.command',
      'onFinish.seconds',
      'tensorboard',
    ]);
  });

  test('inRunId, shared and namesFiles', () => {
    expect(pathsWhere(({ inRunId }) => inRunId === true)).toEqual([
      'estimator',
      'estimatorSettings',
      'samples',
      'categories',
      'variables',
      'seeds',
      'init.from',
      'init.optimiser',
    ]);
    expect(pathsWhere(({ shared }) => shared === true)).toEqual([
      'name',
      'out',
      'plugins',
      'tags',
      'note',
      'onFinish.command',
      'onFinish.seconds',
      'tensorboard',
    ]);
    expect(pathsWhere(({ namesFiles }) => namesFiles === true)).toEqual([
      'plugins',
      'init.from',
      'data.directory',
    ]);
  });
});

describe('settingAt', () => {
  test('finds the setting that a path is, or lies in', () => {
    expect(settingAt('optimiser.beta1')?.path).toBe('optimiser.beta1');
    expect(settingAt('seeds.0')?.path).toBe('seeds');
  });

  test('knows no setting at other paths', () => {
    expect(settingAt('optimiser')).toBeUndefined();
    expect(settingAt('optimiser.beta3')).toBeUndefined();
    expect(settingAt('')).toBeUndefined();
  });
});
