import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let plugin: string;

beforeAll(async () => {
  // Inside the package, so that the example's import of 'vae-bench' resolves as in a checkout.
  await mkdir('results', { recursive: true });
  folder = await mkdtemp(join('results', 'example-'));
  plugin = join(folder, 'my-estimator.mjs');
  const page = await readFile('docs/extending.md', 'utf8');
  const [, code] = /```js\n(\/\/ my-estimator\.mjs\n[\s\S]*?)```/.exec(page)!;
  await writeFile(plugin, code!);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('the estimator of docs/extending.md is unbiased as it says', async () => {
  const { stdout } = await execa('node', [
    ...['dist/bin.js', 'verify', '--plugin', plugin, '--estimator', 'cross-mean'],
    ...['--samples', '4', '--categories', '3', '--draws', '40000'],
  ]);
  expect(stdout).toContain('no bias found. The estimator claims to be unbiased.');
});

test('the estimator of docs/extending.md trains', async () => {
  const { stdout } = await execa('node', [
    ...['dist/bin.js', '--plugin', plugin, '--estimator', 'cross-mean', '--samples', '4'],
    ...['--config', 'configs/smoke.json', '--out', join(folder, 'runs')],
  ]);
  expect(stdout).toContain('smoke/cross-mean-c3-n4-v5/seed-0');
});

test('the estimator of docs/extending.md is listed', async () => {
  const { stdout } = await execa('node', ['dist/bin.js', 'estimators', '--plugin', plugin]);
  expect(stdout).toMatch(/cross-mean +S +\d+ +unbiased +any +an example/);
});
