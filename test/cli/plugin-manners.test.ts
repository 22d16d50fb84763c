import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { pluginSource } from '../support/cli/plugin-source.ts';
import { expectUserError, startWith, tinyRun, vaeBench } from '../support/cli/vae-bench.ts';
import { RunFiles } from '../support/runs/run-files.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

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
    // A busy machine may take more than a second for what ends by itself.
    const isEndless = message.source.includes('after 1 seconds');
    const ended = await startWith(
      isEndless ? { VAE_BENCH_PLUGIN_SECONDS: '1' } : {},
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

describe.concurrent('an estimator of a plugin', () => {
  const nan = plugin('nan', 'let calls = 0;', {
    // Two calls at the start, and one for each step; finite until the third.
    gradient:
      '({ logits }) => { calls += 1; return { gradient: logits.mul(calls > 4 ? NaN : 0) }; }',
  });
  const counting = plugin('counting', 'let calls = 0;', {
    gradient: '({ logits }) => { calls += 1; return { gradient: logits.mul(0).add(calls) }; }',
  });

  test('whose gradient is NaN is named, with the step', async () => {
    const out = join(folder, 'nan');
    const ended = await vaeBench(...tinyRun(data, out), '--plugin', nan, '--estimator', 'plugged');
    expectUserError(ended, 1);
    const message = /the gradient that the estimator plugged gave became NaN at step 3; /;
    expect(ended.stderr).toMatch(message);
    const { record } = new RunFiles(out, 'quick/plugged-c3-v3/seed-0');
    expect(record.reason).toMatch(message);
  });

  test('whose gradient is NaN is named by verify, with the draw', async () => {
    const args = ['--plugin', nan, '--estimator', 'plugged', '--draws', '20100'];
    const ended = await vaeBench('verify', ...args, '--backend', 'wasm');
    expect(ended.stderr).toBe('');
    const more = await vaeBench('verify', ...args, '--backend', 'wasm', '--draws', '60000');
    expectUserError(more, 1);
    expect(more.stderr).toMatch(/the estimator plugged gave is NaN in draw 40001\./);
  });

  test.each(['wasm', 'onnx'])('that answers twice differently cannot train on %s', async (name) => {
    const flags = ['--plugin', counting, '--estimator', 'plugged', '--backend', name];
    const ended = await vaeBench(...tinyRun(data, join(folder, `counting-${name}`)), ...flags);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/plugged gave two values of gradient for the same noise: .*noise/);
  });

  test('that answers twice differently is refused by verify', async () => {
    const args = ['--plugin', counting, '--estimator', 'plugged', '--draws', '1000'];
    const ended = await vaeBench('verify', ...args);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/plugged gave two values of gradient for the same noise/);
  });
});
