import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PosteriorRecord } from '../../../../src/run-files/posterior-file.ts';
import { expectUserError, tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { readSafetensors } from '../../../support/runs/safetensors.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { posteriorUseOf } from '../../../support/training/reference-posterior.ts';
import { ReferenceVae } from '../../../support/training/reference-vae.ts';

const folder = sharedFolder();
const place = (out: string) => join(folder, out, 'experiment', 'ars+-c3-v3', 'seed-0');
const read = (run: string): PosteriorRecord =>
  JSON.parse(readFileSync(join(run, 'posterior.json'), 'utf8')) as PosteriorRecord;
const picture = (run: string) => readFileSync(join(run, 'samples.png'));

/** 12 training and 4 test images of 3 × 5 pixels that are black or white. */
const [PIXELS, TRAINED] = [15, 10];
const bit = (at: number): number => Number((at * at + 3 * at) % 7 < 3);
const amat = (count: number, from: number): string =>
  Array.from({ length: count }, (_, image) =>
    Array.from({ length: PIXELS }, (__, d) => bit(from + image * PIXELS + d)).join(' '),
  ).join('\n');
const bits = (count: number, from: number): number[][] =>
  amat(count, from)
    .split('\n')
    .map((line) => line.split(' ').map(Number));

let data: string;
let run: string;

/** A copy of the run that a test may damage. */
function copyOf(name: string): string {
  const copy = join(folder, name, 'seed-0');
  cpSync(run, copy, { recursive: true });
  return copy;
}

const draw = (...args: string[]) => vaeBench('samples', ...args, '--backend', 'wasm');

beforeAll(async () => {
  data = dataFolder(folder, 'bits', {
    'binarized_mnist_train.amat': `${amat(12, 0)}\n`,
    'binarized_mnist_test.amat': `${amat(4, 500)}\n`,
  });
  run = place('out');
  const trained = await vaeBench(
    ...tinyRun(data, join(folder, 'out')),
    ...['--name', 'experiment', '--dataset', 'amat', '--estimator', 'ars+'],
    ...['--encoder-lr', '0.1', '--decoder-lr', '0.1'],
  );
  expect(trained.stderr).toContain('step 4');
  expect(trained.exitCode).toBe(0);
}, 120_000);

describe('vae-bench samples', () => {
  test('measures what a float64 computation finds in the checkpoint, and draws', async () => {
    const { exitCode, stdout } = await draw(run);
    expect(exitCode).toBe(0);
    const { arrays, metadata } = readSafetensors(readFileSync(join(run, 'checkpoint.safetensors')));
    const parameters = Object.fromEntries(
      Object.entries(arrays).flatMap(([name, { values }]) =>
        name.startsWith('parameters/') ? [[name.slice(11), Float64Array.from(values)]] : [],
      ),
    );
    const train = bits(12, 0).slice(0, TRAINED);
    const mean = Array.from({ length: PIXELS }, (_, d) =>
      Math.fround(train.reduce((sum, image) => sum + image[d]!, 0) / TRAINED),
    );
    const shape = { pixels: PIXELS, variables: 3, categories: 3, leakySlope: 0.2 };
    const expected = posteriorUseOf(new ReferenceVae(shape, mean), parameters, bits(4, 500));
    const found = read(run);
    found.variables.forEach((one, v) => {
      expect(one.kl).toBeCloseTo(expected[v]!.kl, 5);
      expect(one.entropy).toBeCloseTo(expected[v]!.entropy, 5);
      expect(one.mutual_information).toBeCloseTo(expected[v]!.information, 5);
      expect(one.most_probable).toEqual(expected[v]!.mostProbable);
    });
    const kl = expected.reduce((sum, one) => sum + one.kl, 0);
    expect(found.kl).toBeCloseTo(kl, 5);
    expect(found).toMatchObject({
      step: Number(metadata.step),
      categories: 3,
      unused_categories: 0,
    });
    expect(found.images).toEqual({ data: 'amat', part: 'test', count: 4 });
    const best = expected.map((one) => one.kl);
    expect(found.picture).toEqual({
      ...{ seed: 0, images: 4, variable: best.indexOf(Math.max(...best)) },
    });
    expect(stdout).toContain(`${kl.toFixed(3)} nats`);
    expect(picture(run).subarray(1, 4).toString()).toBe('PNG');
  });

  test('gives the same bytes again, and others for another seed or variable', async () => {
    const copy = copyOf('again');
    await draw(run);
    await draw(copy);
    const record = readFileSync(join(run, 'posterior.json'));
    expect(readFileSync(join(copy, 'posterior.json')).equals(record)).toBe(true);
    const drawn = picture(copy);
    expect((await draw(copy)).exitCode).toBe(0);
    expect(picture(copy).equals(drawn)).toBe(true);
    await draw(copy, '--seed', '5');
    expect(picture(copy).equals(drawn)).toBe(false);
    const other = (read(copy).picture.variable + 1) % 3;
    await draw(copy, '--variable', String(other), '--images', '2');
    expect(read(copy).picture).toEqual({ seed: 0, images: 2, variable: other });
  }, 120_000);

  test('draws several runs, whose data may have moved', async () => {
    const [one, two] = [copyOf('one'), copyOf('two')];
    const moved = join(folder, 'moved');
    cpSync(data, moved, { recursive: true });
    const { exitCode } = await draw(one, two, '--data-dir', moved);
    expect(exitCode).toBe(0);
    expect(picture(two).length).toBeGreaterThan(1000);
    expect(read(two)).toEqual(read(one));
  });

  test('draws the runs below a folder, and those beside a damaged one, too', async () => {
    for (const name of ['many/a', 'many/b', 'many/c', 'many/d']) copyOf(name);
    rmSync(join(folder, 'many', 'b', 'seed-0', 'checkpoint.safetensors'));
    writeFileSync(join(folder, 'many', 'c', 'seed-0', 'checkpoint.safetensors'), 'torn');
    const ended = await draw(join(folder, 'many'));
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/b\/seed-0 has no checkpoint \(left out\)/);
    expect(ended.stderr).toMatch(/c\/seed-0 holds a checkpoint\.safetensors that cannot be used/);
    expect(ended.stderr).toMatch(/1 of 3 runs cannot be drawn: the messages above say why/);
    for (const name of ['a', 'd']) {
      expect(read(join(folder, 'many', name, 'seed-0')).kl).toBeGreaterThan(0);
    }
    const nothing = await draw(join(folder, 'bits'));
    expectUserError(nothing, 2);
    expect(nothing.stderr).toMatch(/holds no run with a checkpoint\. Name the folder of a run/);
  });

  test('--force removes what was drawn of the run before', async () => {
    const again = place('forced');
    cpSync(run, again, { recursive: true });
    await draw(again);
    const { exitCode } = await vaeBench(
      ...tinyRun(data, join(folder, 'forced')),
      ...['--name', 'experiment', '--dataset', 'amat', '--estimator', 'ars+', '--force'],
    );
    expect(exitCode).toBe(0);
    expect(existsSync(join(again, 'samples.png'))).toBe(false);
    expect(existsSync(join(again, 'posterior.json'))).toBe(false);
  });
});

/** What is done to a copy of the run, and what is said of it. */
const faults: [string, (copy: string) => string[], RegExp][] = [
  [
    'a checkpoint with another bit',
    (copy) => {
      const file = join(copy, 'checkpoint.safetensors');
      const bytes = readFileSync(file);
      bytes[bytes.length - 5]! ^= 1;
      writeFileSync(file, bytes);
      return [copy];
    },
    /holds a checkpoint\.safetensors that cannot be used: it is damaged: its checksum is wrong/,
  ],
  [
    'a checkpoint that was cut',
    (copy) => {
      const file = join(copy, 'checkpoint.safetensors');
      writeFileSync(file, readFileSync(file).subarray(0, 100));
      return [copy];
    },
    /holds a checkpoint\.safetensors that cannot be used/,
  ],
  [
    'no checkpoint',
    (copy) => {
      rmSync(join(copy, 'checkpoint.safetensors'));
      return [copy];
    },
    /holds no checkpoint\.safetensors\. The command that made it/,
  ],
  [
    'a configuration of other widths',
    (copy) => {
      const file = join(copy, 'config.json');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(/"encoderHidden": \[\s*4\s*\]/, '"encoderHidden": [5]'));
      return [copy];
    },
    /of another model than its config\.json: encoder\/0\/weights is \[15, 4\] in .* \[15, 5\] in/,
  ],
  [
    'no configuration',
    (copy) => {
      rmSync(join(copy, 'config.json'));
      return [copy];
    },
    /has no config\.json that can be read\. Name the folder of a run/,
  ],
  [
    'no run.json',
    (copy) => {
      rmSync(join(copy, 'run.json'));
      return [copy];
    },
    /has no run\.json that says which images it was trained on/,
  ],
  [
    'images that are not there',
    (copy) => [copy, '--data-dir', join(copy, 'nowhere')],
    /nowhere: cannot be read .* Give the folder of a data set with --data-dir/,
  ],
  [
    'other images',
    (copy) => {
      const other = join(copy, 'other');
      mkdirSync(other);
      cpSync(data, other, { recursive: true });
      writeFileSync(join(other, 'binarized_mnist_test.amat'), `${amat(4, 600)}\n`);
      return [copy, '--data-dir', other];
    },
    /is not what .* was trained on: of test\.amat the SHA-256 is .* --data-dir\./s,
  ],
  [
    'a variable that it has not',
    (copy) => [copy, '--variable', '3'],
    /--variable 3 is none of this run's: it has 0 to 2\./,
  ],
];

describe('what it cannot draw', () => {
  test.each(faults)('%s is an error that says what to do', async (name, damage, message) => {
    const copy = copyOf(name.replaceAll(' ', '-'));
    const ended = await draw(...damage(copy));
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });
});

test('of MNIST, the divergence is that of metrics.csv, about', async () => {
  const out = join(folder, 'mnist');
  const smoke = ['--config', 'configs/smoke.json', '--estimator', 'ars+', '--out', out];
  expect((await vaeBench(...smoke)).exitCode).toBe(0);
  const seed = join(out, 'smoke', 'ars+-c3-v5', 'seed-0');
  const { exitCode, stdout } = await vaeBench('samples', seed);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('10000 test images of mnist')]);
  const [head, ...rows] = readFileSync(join(seed, 'metrics.csv'), 'utf8').trim().split('\n');
  const kl = Number(rows.at(-1)!.split(',')[head!.split(',').indexOf('kl')]);
  const found = read(seed);
  // Of 500 training images there, of 10,000 test images here.
  expect(Math.abs(found.kl / kl - 1)).toBeLessThan(0.1);
  expect(found.variables).toHaveLength(5);
  expect(picture(seed).length).toBeGreaterThan(50_000);
}, 120_000);
