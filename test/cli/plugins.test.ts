import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { expectUserError, tinyRun, vaeBench } from '../support/cli/vae-bench.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { pluginSource } from '../support/cli/plugin-source.ts';
import { RunFiles } from '../support/runs/run-files.ts';
import { dataFolder } from '../support/runs/small-data.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

const faulty: readonly (readonly [string, string, readonly string[]])[] = [
  ['throws while it is imported', 'throw new Error("no licence");', ['loaded: no licence']],
  ['has no default export', 'export const estimator = {};', ['default export']],
  [
    'breaks the contract',
    pluginSource({ name: '"two words"', unbiased: '"yes"', categories: '3', gradient: '{}' }),
    ['default export', 'at name', 'at unbiased', 'at categories', 'must be a function', 'gradient'],
  ],
  [
    'takes a name that differs from another in capitals alone',
    pluginSource({ name: '"ARS+"' }),
    ['"ARS+"', 'and "ars+" exists already'],
  ],
  ['takes a name that exists', pluginSource({ name: '"ars+"' }), ['"ars+"', 'exists already']],
  [
    'names two estimators alike',
    `${pluginSource().replace('export default', 'const one =')}export default [one, one];`,
    ['"plugged"', 'exists already'],
  ],
];

describe.concurrent('a plugin that', () => {
  test.each(faulty)('%s is refused', async (name, source, expected) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
    writeFileSync(file, source);
    const ended = await vaeBench(...tinyRun(data, folder), '--plugin', file);
    expectUserError(ended, 2);
    for (const part of [file, ...expected]) expect(ended.stderr).toContain(part);
  });

  test('is missing is refused', async () => {
    const file = join(folder, 'missing.mjs');
    const ended = await vaeBench('estimators', '--plugin', file);
    expectUserError(ended, 2);
    expect(ended.stderr).toBe(`The plugin ${file} does not exist.`);
  });

  test('reads values inside a program is told which backends can run it', async () => {
    const file = join(folder, 'reading.mjs');
    const gradient = '({ logits }) => { logits.dataSync(); return { gradient: logits }; }';
    writeFileSync(file, pluginSource({ gradient }));
    const ended = await vaeBench(
      ...tinyRun(data, join(folder, 'reading')),
      ...['--plugin', file, '--estimator', 'plugged', '--backend', 'onnx'],
    );
    expectUserError(ended, 1);
    expect(ended.stderr).toMatch(/cannot compile reading the values .* --backend wasm, or cpu\./);
  });

  test('returns a gradient of a wrong shape fails its run', async () => {
    const file = join(folder, 'flat.mjs');
    writeFileSync(
      file,
      pluginSource({ gradient: '({ logits }) => ({ gradient: logits.sum(2) })' }),
    );
    const out = join(folder, 'flat');
    const ended = await vaeBench(
      ...tinyRun(data, out),
      ...['--plugin', file, '--estimator', 'plugged'],
    );
    expectUserError(ended, 1);
    const message = /estimator plugged has shape \[4, 3\]; \[4, 3, 3\] is required/;
    expect(ended.stderr).toMatch(message);
    const { record } = new RunFiles(out, 'quick/plugged-c3-v3/seed-0');
    expect(record.status).toBe('failed');
    expect(record.reason).toMatch(message);
  });
});

describe.concurrent('a plugin whose function', () => {
  test.each<[string, Record<string, string>, number, RegExp]>([
    [
      'evaluations throws',
      { evaluations: '() => { throw new TypeError("too dear"); }' },
      2,
      /threw in evaluations of "plugged": too dear \(.*\.mjs:1:\d+\)/,
    ],
    [
      'evaluations gives no number',
      { evaluations: '() => "many"' },
      2,
      /returned from evaluations[^]*must be a number/,
    ],
    ['noise throws', { noise: '() => { throw null; }' }, 2, /threw in noise of "plugged": null/],
    ['noise gives no shapes', { noise: '() => ({ z: 3 })' }, 2, /must be a shape such as[^]*at z/],
    [
      'initialState gives no values',
      { initialState: '() => ({ a: { shape: [2], values: new Float32Array(3) } })' },
      2,
      /must have as many values as its shape says[^]*at a/,
    ],
    [
      'gradient throws',
      { gradient: '() => { throw new Error("not today"); }' },
      2,
      /threw in gradient of "plugged": not today/,
    ],
    ['gradient gives nothing', { gradient: '() => undefined' }, 1, /returned no tensor/],
    [
      'gradient forgets a variable',
      { initialState: '() => ({ a: { shape: [], values: new Float32Array(1) } })' },
      2,
      /returned no next value of a/,
    ],
  ])('%s fails with a message', async (name, members, exitCode, message) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
    writeFileSync(file, pluginSource(members));
    const args = ['--plugin', file, '--estimator', 'plugged'];
    const ended = await vaeBench(...tinyRun(data, join(folder, name)), ...args);
    expectUserError(ended, exitCode);
    expect(ended.stderr).toMatch(message);
  });
});

describe('a plugin that keeps the contract', () => {
  // Modules find the package they are inside of by its name.
  const file = join(sharedFolder(join(packageRoot, 'results')), 'mine.mjs');
  writeFileSync(
    file,
    `import { sampleCategorical, tf, weightedScore } from 'vae-bench';\n${pluginSource({
      name: '"mine"',
      title: '"Mine"',
      unbiased: 'true',
      cost: '"S"',
      leastSamples: '1',
      evaluations: '({ samples }) => samples',
      noise: '({ samples, batch, variables }) => ({ z: [samples, batch, variables] })',
      gradient: `({ logits, f, noise }) => {
        const z = sampleCategorical(logits, noise.z);
        return { gradient: tf.mul(1, weightedScore(f(z), z, logits)) };
      }`,
    })}`,
  );

  test('trains', async () => {
    const out = join(folder, 'mine');
    const args = ['--plugin', file, '--estimator', 'mine', '--samples', '2'];
    const ended = await vaeBench(...tinyRun(data, out), ...args);
    expect(ended.exitCode, ended.stderr).toBe(0);
    const files = new RunFiles(out, 'quick/mine-c3-n2-v3/seed-0');
    // 2 samples for 5 datapoints per step.
    expect(files.rows('metrics.csv').map((row) => row.function_evaluations)).toEqual([20, 40]);
    expect(files.config.plugins).toEqual([file]);
    expect(files.rows('metrics.csv')[0]!.grad_variance).toBeGreaterThan(0);
  });

  test('stands in the list of estimators', async () => {
    const { exitCode, stdout } = await vaeBench('estimators', '--plugin', file);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^of plugins:\n {2}mine +S +1 +unbiased +any +test$/m);
  });

  test('can be verified', async () => {
    const args = ['--plugin', file, '--estimator', 'mine', '--draws', '5000'];
    const { exitCode, stdout } = await vaeBench('verify', ...args, '--backend', 'cpu');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Verdict: no bias found. The estimator claims to be unbiased.');
  });
});
