import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExtendedTree, examplesOf } from './extended-tree.ts';

let tree: ExtendedTree;

// All examples of the page at once, in a copy of the sources: nothing but their files and rows is added.
beforeAll(async () => {
  tree = await ExtendedTree.build(await examplesOf('docs/extending.md'));
}, 300_000);

afterAll(async () => {
  await tree.remove();
});

const cubes = `
  import * as tf from '@tensorflow/tfjs';
  import { registerOnnx } from './dist/backends/onnx/index.js';
  registerOnnx();
  await tf.setBackend('onnx');
  const result = tf.engine().runKernel('Cube', { x: tf.tensor1d([1, 2, -3]) });
  console.log(JSON.stringify(Array.from(await result.data())));
`;

const smoke = ['--config', 'configs/smoke.json', '--estimator', 'ars+'];

/** The columns of the last row of a smoke run, by name. */
async function lastRow(name: string, ...args: string[]): Promise<Record<string, number>> {
  await tree.run(...smoke, '--out', tree.results, '--name', name, ...args);
  const file = join(tree.results, name, 'ars+-c3-v5', 'seed-0', 'metrics.csv');
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const values = lines.at(-1)!.split(',').map(Number);
  return Object.fromEntries(lines[0]!.split(',').map((column, at) => [column, values[at]!]));
}

test('the page has an example of a file and a row for everything', async () => {
  const files = (await examplesOf('docs/extending.md')).map(({ file }) => file);
  for (const kind of [
    'estimators',
    'models',
    'optimisers',
    'datasets',
    'metrics',
    'sweeps',
    'backends',
  ]) {
    expect(files.filter((file) => file.startsWith(`src/${kind}/`)).length).toBeGreaterThan(0);
  }
});

test('its estimator has the enumerated gradient as its mean', async () => {
  const drawn = ['--samples', '4', '--categories', '3', '--draws', '40000'];
  const text = await tree.run('verify', '--estimator', 'cross-mean', ...drawn);
  expect(text).toContain('no bias found. The estimator claims to be unbiased.');
});

test('its model trains, with its setting', async () => {
  // Not the smoke configuration, which sets widths of the mlp.
  const sizes = ['--categories', '3', '--variables', '5', '--batch-size', '50', '--steps', '20'];
  const images = ['--set', 'evaluation.trainImages=100', '--set', 'evaluation.testImages=20'];
  const model = ['--model', 'logistic', '--set', 'model.sharpness=2'];
  const text = await tree.run(...sizes, ...images, ...model, '--out', tree.results);
  expect(text).toMatch(/train ELBO +-\d+\.\d+/);
});

test('its optimiser trains, and climbs', async () => {
  const { train_elbo: elbo } = await lastRow('lion', '--optimiser', 'lion');
  const { train_elbo: before } = await lastRow('still', '--encoder-lr', '0', '--decoder-lr', '0');
  expect(elbo).toBeGreaterThan(before!);
});

test('its data set trains, and its images are black and white', async () => {
  const row = await lastRow('data', '--dataset', 'stripes');
  // 64 pixels at log 2 each are what knowing nothing costs.
  expect(row.train_elbo).toBeGreaterThan(-2 * 64 * Math.LN2);
});

test('its metric is the last column: V log C for a uniform prior', async () => {
  const row = await lastRow('metric', '--prior-lr', '0');
  expect(Object.keys(row).at(-1)).toBe('prior_entropy');
  expect(row.prior_entropy).toBeCloseTo(5 * Math.log(3), 5);
});

test('its launcher prints a command for each run', async () => {
  const sweep = ['sweep', 'configs/smoke-sweep.json', '--out', tree.results];
  const text = await tree.run(...sweep, '--launcher', 'commands', '--command', 'start');
  expect(text.match(/^start run-task \S+ \d+$/gm)).toHaveLength(8);
});

test('its kernel is recorded, and computes the third power', async () => {
  const { stdout } = await execa('node', ['--input-type=module', '--eval', cubes], {
    cwd: tree.folder,
  });
  expect(JSON.parse(stdout)).toEqual([1, 8, -27]);
});

test('its backend gives the numbers of the engine that it runs', async () => {
  const plain = await lastRow('plain', '--backend', 'plain');
  const cpu = await lastRow('cpu', '--backend', 'cpu');
  expect(plain).toEqual(cpu);
});
