import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedVersion } from '../../src/core/package.ts';
import { expectUserError, tinyRun, vaeBench } from '../support/cli/vae-bench.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { dataFolder } from '../support/runs/small-data.ts';

const folder = sharedFolder();
const out = join(folder, 'results');

/** A configuration file with this text; returns its path. */
function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Commands that a user got wrong, and what the message must hold. */
const mistakes: readonly (readonly [string, readonly string[], readonly (string | RegExp)[]])[] = [
  [
    'an unknown option gets a suggestion',
    ['--estimater', 'ars+'],
    ["'--estimater'", 'Did you mean --estimator?'],
  ],
  [
    'a missing argument is told where to look',
    ['export'],
    ["missing required argument 'folder'", '`vae-bench export --help` shows what it takes.'],
  ],
  [
    'an unknown command gets a suggestion',
    ['estimator'],
    ['"estimator" is not a command', 'Did you mean "estimators"?'],
  ],
  [
    'all bad values are reported at once',
    [
      ...['--steps', 'ten', '--categories', '1', '--encoder-lr=-1', '--seeds', '3-1'],
      ...['--set', 'batchSize', '--set', 'model.leakySlop=0.1', '--estimator', 'reinforce-lo'],
    ],
    [
      '7 errors',
      /--steps: .*whole number.*"ten"/,
      /--categories: .*at least 2; found 1/,
      /--encoder-lr: .*0 or more; found -1/,
      /--seeds: .*"3-1"/,
      /--set batchSize: must be path=value/,
      /--set model\.leakySlop=0\.1: .*Did you mean "model\.leakySlope"\?/,
      /--estimator: .*Did you mean "reinforce-loo"\? Known: .*arsm\+/,
    ],
  ],
  [
    'numbers that no number of the machine holds are shown as they are',
    ['--steps', '1e9999', '--encoder-lr', '1e999', '--set', 'batchSize=1e20'],
    [
      /--steps: steps: must be a whole number of at least 1; found Infinity/,
      /--encoder-lr: .*must be a finite number; found Infinity/,
      /batchSize: must be at most 9007199254740991; found 100000000000000000000/,
    ],
  ],
  [
    'settings that cannot work are refused',
    [
      ...['--set', 'optimiser.epsilon=0', '--set', 'optimiser.beta2=0.99999999'],
      ...['--threads', '100000', '--encoder-lr', '1e39'],
    ],
    [
      '4 errors',
      /optimiser\.epsilon: must be more than 0; found 0/,
      /optimiser\.beta2: must be in \[0, 1\) in float32.*found 0\.99999999/,
      /--threads: backend\.threads: must be at most 4096; found 100000/,
      /--encoder-lr: .*must be at most 3\.4e\+38, about the largest float32; found 1e\+39/,
    ],
  ],
  [
    'a name that is too long for a folder is refused',
    ['--name', 'n'.repeat(300)],
    [/--name: name: must have at most 255 characters, not 300: it names a folder/],
  ],
  [
    'arm with three categories is refused, with a way out',
    ['--estimator', 'arm', '--categories', '3'],
    ['--categories', '2 categories only; found 3', 'Use --categories 2, or arsm'],
  ],
  [
    '--samples is refused for an estimator without samples',
    ['--estimator', 'ars+', '--samples', '4'],
    ['--samples', 'ars+ takes no number of samples'],
  ],
  [
    'too few samples are refused',
    ['--estimator', 'reinforce-loo', '--samples', '1'],
    ['--samples', 'at least 2 samples; found 1'],
  ],
  [
    'exact is refused where it would sum too many terms',
    ['--estimator', 'exact', '--categories', '10'],
    ['10^20', '1048576', '--variables'],
  ],
  ['--seed excludes --seeds', ['--seed', '1', '--seeds', '0-2'], ['--seed', '--seeds']],
  [
    'a missing configuration file is named',
    ['--config', join(folder, 'missing.json')],
    ['missing.json does not exist'],
  ],
  [
    'unknown keys of a file are named with their lines and suggestions',
    [
      '--config',
      fileWith('keys.json', '{\n  "stepz": 3,\n  "model": {\n    "encoderHiden": [4]\n  }\n}\n'),
    ],
    [
      '2 errors',
      /keys\.json:2: stepz: .*Did you mean "steps"\?/,
      /keys\.json:4: model\.encoderHiden: .*Did you mean "model\.encoderHidden"\?/,
    ],
  ],
  [
    'a wrong value of a file is named with its line',
    ['--config', fileWith('value.json', '{\n  "steps": 10,\n  "categories": "five"\n}\n')],
    [/value\.json:3: categories: .*at least 2; found "five"/],
  ],
  [
    'broken JSON is named with file and line',
    ['--config', fileWith('broken.json', '{\n  "steps": 3\n  "batchSize": 50\n}\n')],
    [/broken\.json:3: .*not valid JSON/],
  ],
  ['a data set without a folder is refused', ['--dataset', 'idx'], ['--dataset idx', '--data-dir']],
  [
    'more images than there are is refused, with the flag that asks for them',
    [...tinyRun(dataFolder(folder), out), '--batch-size', '11', '--set', 'evaluation.testImages=5'],
    [
      /--batch-size: batchSize: is 11; idx has 10 training images/,
      /--set evaluation\.testImages=5: .*is 5; idx has 4 test images/,
    ],
  ],
];

describe('wrong usage', () => {
  test.concurrent.each(mistakes)('%s', async (_, args, expected) => {
    const ended = await vaeBench(...args, ...(args[0] === 'estimator' ? [] : ['--out', out]));
    expectUserError(ended, 2);
    expect(ended.stdout).toBe('');
    for (const part of expected) expect(ended.stderr).toMatch(part);
  });

  test.concurrent.each([
    ['train', []],
    ['verify', ['verify']],
    ['bench', ['bench']],
  ] as const)('a GPU is nothing for a backend on the CPU, in %s', async (_, command) => {
    const ended = await vaeBench(...command, '--backend', 'onnx', '--gpu', '1');
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/"onnx" is not available: it computes on the CPU, .* --gpu 1\./);
  });

  test.skipIf(installedVersion('@tensorflow/tfjs-node-gpu') !== null)(
    'a backend that is not installed is refused with a way to install it',
    async () => {
      const ended = await vaeBench('--backend', 'tfjs-node-gpu', '--out', out);
      expectUserError(ended, 2);
      expect(ended.stderr).toContain('The backend "tfjs-node-gpu" is not available');
      expect(ended.stderr).toContain('npm install @tensorflow/tfjs-node-gpu');
    },
  );

  test.each([
    ['estimators', 'ars+'],
    ['verify', 'ars+published'],
  ])('an operand of %s is refused, not ignored', async (command, operand) => {
    const ended = await vaeBench(command, operand);
    expectUserError(ended, 2);
    expect(ended.stdout).toBe('');
  });
});

test('a results folder that the system does not take is refused before anything is made', async () => {
  const long = join(folder, 'above', 'ü'.repeat(130));
  const ended = await vaeBench('--config', 'configs/smoke.json', '--out', long);
  expectUserError(ended, 2);
  expect(ended.stderr).toMatch(/--out: out: the name "ü{20}…" has 260 bytes; .* 255\. Choose a/);
  expect(existsSync(join(folder, 'above'))).toBe(false);
});

test('wrong usage makes no run directory', async () => {
  await vaeBench('--estimator', 'arm', '--categories', '3', '--out', join(folder, 'never'));
  expect(existsSync(join(folder, 'never'))).toBe(false);
});
