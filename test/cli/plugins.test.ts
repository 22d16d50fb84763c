import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { expectUserError, startWith, tinyRun, vaeBench } from '../support/cli/vae-bench.ts';
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
    expect(ended.stderr).toContain(file);
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
    const message = /estimator plugged has shape \[5, 3\]; \[5, 3, 3\] is required/;
    expect(ended.stderr).toMatch(message);
    const { record } = new RunFiles(out, 'quick/plugged-c3-v3/seed-0');
    expect(record.status).toBe('failed');
    expect(record.reason).toMatch(message);
  });
});

/** Writes a plugin of which these are the first lines, and the members. */
function plugin(name: string, lines: string, members: Record<string, string> = {}): string {
  const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
  writeFileSync(file, `${lines}\n${pluginSource(members)}`);
  return file;
}

/** TensorFlow.js, for plugins outside of the package. */
const importTensorFlow = `import { createRequire } from 'node:module';
const tf = createRequire(${JSON.stringify(join(packageRoot, 'package.json'))})('@tensorflow/tfjs');`;

describe.concurrent('a plugin that, while it is imported,', () => {
  test.each<[string, string, RegExp]>([
    [
      'ends the process',
      'process.exit(0);',
      /calls process\.exit\(0\) while it is imported\. Throw/,
    ],
    ['waits for nothing', 'await new Promise(() => {});', /never finishes importing: it awaits/],
    [
      'waits too long',
      'setInterval(() => {}, 50); await new Promise(() => {});',
      /after 1 seconds/,
    ],
    ['loops for ever', 'for (;;);', /has not finished importing after 1 seconds.*SECONDS=10\.$/m],
    [
      'changes built-in objects',
      'Math.random = () => 0.5; Array.prototype.last = 1; Object.prototype.toString = () => "";',
      /changes what all estimators share .*: Math\.random, Object\.prototype\.toString, Array\.prototype\.last\./,
    ],
    ['replaces a built-in object', 'globalThis.Set = class {};', /share while it is imported: Set/],
    ['changes the environment', 'process.env.NEW = "1";', /share .*: process\.env\.NEW\./],
    ['changes the folder', 'process.chdir("/");', /share .*: the working directory\./],
    [
      'changes flags and backend of TensorFlow.js',
      `${importTensorFlow} tf.env().set('PROD', true);
       const own = tf.backend(); tf.registerBackend('mine', () => own); await tf.setBackend('mine');`,
      /share .*: the backend of TensorFlow\.js, the TensorFlow\.js flag PROD\./,
    ],
    [
      'replaces a kernel of TensorFlow.js',
      `${importTensorFlow} const add = tf.getKernel('Add', 'cpu'); tf.unregisterKernel('Add', 'cpu');
       tf.registerKernel({ ...add, kernelFunc: (all) => add.kernelFunc(all) });`,
      /share .*: the kernel Add of cpu\./,
    ],
  ])('%s is refused', async (name, lines, message) => {
    const file = plugin(`import ${name}`, lines);
    const ended = await startWith(
      { VAE_BENCH_PLUGIN_SECONDS: '1' },
      ...['estimators', '--plugin', file],
    );
    expectUserError(ended, 2);
    expect(ended.stderr).toContain(file);
    expect(ended.stderr).toMatch(message);
  });

  test('goes on with something of its own does not keep the command from ending', async () => {
    const file = plugin('goes on', 'setInterval(() => {}, 50);');
    const ended = await vaeBench('estimators', '--plugin', file);
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toContain('plugged');
  });

  test('adds what was not there is accepted', async () => {
    const lines = `${importTensorFlow} globalThis.mine = tf.tensor1d([1]);
      tf.registerKernel({ kernelName: 'Mine', backendName: 'cpu', kernelFunc: () => undefined });`;
    const ended = await vaeBench('estimators', '--plugin', plugin('adds', lines));
    expect(ended.stderr).not.toContain('changes');
    expect(ended.exitCode).toBe(0);
  });
});

describe.concurrent('a run whose plugin', () => {
  test.each<[string, string, number, RegExp]>([
    [
      'ends the process in gradient',
      '({ logits }) => process.exit(0)',
      2,
      /calls process\.exit\(0\) in gradient of "plugged"\. Throw an error instead/,
    ],
    [
      'ends the process later',
      '({ logits }) => { setImmediate(() => process.exit(0)); return { gradient: logits.mul(0) }; }',
      1,
      /The process ended before the command was done: process\.exit\(0\) was called\. .*\.mjs/,
    ],
    [
      'changes built-in objects in gradient',
      '({ logits }) => { Math.exp = () => 0; return { gradient: logits.mul(0) }; }',
      2,
      /changes what all estimators share in gradient of "plugged": Math\.exp\./,
    ],
  ])('%s fails, and its files say so', async (name, gradient, exitCode, message) => {
    const file = plugin(`run ${name}`, '', { gradient });
    const out = join(folder, `out of ${name}`);
    const args = ['--plugin', file, '--estimator', 'plugged'];
    const ended = await vaeBench(...tinyRun(data, out), ...args);
    expectUserError(ended, exitCode);
    expect(ended.stderr).toMatch(message);
    const { record } = new RunFiles(out, 'quick/plugged-c3-v3/seed-0');
    expect(record.status).toBe('failed');
    expect(record.reason).toMatch(message);
  });

  test.each([
    ['gradient', { gradient: '({ logits }) => ({ gradient: logits.mul(Math.random()) })' }],
    [
      'gradient, by a random tensor',
      { gradient: '({ logits }) => ({ gradient: tf.randomUniform(logits.shape) })' },
    ],
    [
      'initialState',
      {
        initialState: '() => ({ a: { shape: [], values: Float32Array.of(Math.random()) } })',
        gradient: '({ logits, state }) => ({ gradient: logits.mul(0), state })',
      },
    ],
  ])('draws random numbers of its own in %s is refused', async (name, members) => {
    const file = plugin(`draws in ${name}`, importTensorFlow, members);
    const args = ['--plugin', file, '--estimator', 'plugged'];
    const ended = await vaeBench(...tinyRun(data, join(folder, `drawn in ${name}`)), ...args);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(
      /draws random numbers of its own in \w+ of "plugged".* by `noise`/,
    );
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
    expect(stdout).toMatch(/^mine +S +unbiased +any +test$/m);
  });

  test('can be verified', async () => {
    const args = ['--plugin', file, '--estimator', 'mine', '--draws', '5000'];
    const { exitCode, stdout } = await vaeBench('verify', ...args, '--backend', 'cpu');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Verdict: no bias found. The estimator claims to be unbiased.');
  });
});
