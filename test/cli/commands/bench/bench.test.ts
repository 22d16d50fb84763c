import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import type { Report } from '../../../../src/benchmarks/results.ts';
import { ownManifest } from '../../../../src/core/package.ts';
import {
  expectUserError,
  seenOnStderr,
  startVaeBench,
  vaeBench,
} from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
/** Images of 16 pixels, networks of one layer, 16 → 9 and back. */
const tiny = [
  ...['bench', '--data-dir', data, '--categories', '3', '--variables', '3', '--batch-size', '5'],
  ...['--set', 'model.encoderHidden=[]', '--set', 'model.decoderHidden=[]'],
];

const positive = {
  asymmetricMatch: (value: unknown) => typeof value === 'number' && value > 0,
  toString: () => 'a positive number',
};
const some = { number: expect.any(Number) as number, text: expect.any(String) as string };
const spread = { median: positive, lower_quartile: positive, upper_quartile: positive };
const floor = {
  ...{ gigaflop: positive, milliseconds: positive, gigaflops_per_second: positive },
  ratio: positive,
};
const onEngine = { backend: some.text, backend_description: some.text, threads: positive };

describe.concurrent('vae-bench bench', () => {
  test('prints nothing but JSON with --json, with these keys', async () => {
    const lists = ['--estimator', 'ars+,reinforce-loo', '--backend', 'onnx', 'wasm'];
    const args = ['--threads', '1,2', '--steps', '2', '--bound', '--eval-samples', '5', '--json'];
    const { exitCode, stdout, stderr } = await vaeBench(...tiny, ...lists, ...args);
    expect([exitCode, stderr]).toEqual([0, stderr]);
    expect(stderr).toContain('round 2/2');
    const report = JSON.parse(stdout) as Report;
    const { steps, bounds, products } = report;
    const step = {
      ...{ estimator: some.text, categories: 3, evaluations: 3, ...onEngine },
      ...{ milliseconds: spread, cpu_milliseconds: spread, floor },
      ...{ first_step_milliseconds: positive },
      host_milliseconds: { binarise: positive, random_numbers: positive },
      host_share: { binarise: positive, random_numbers: positive },
      ...{ steps_per_second: positive, hours_to_million_steps: positive },
      each: { started: [positive, positive], milliseconds: [positive, positive] },
    };
    const bound = { categories: 3, ...onEngine, images: 4, samples: 5, seconds: positive, floor };
    const product = {
      ...{ ...onEngine, product: some.text, gigaflop: positive, per_call: positive },
      ...{ milliseconds: spread, gigaflops_per_second: positive },
    };
    expect(report).toEqual({
      started: some.text,
      ended: some.text,
      settings: {
        ...{ steps: 2, batch_size: 5, variables: 3, pixels: 16 },
        model: { name: 'mlp', encoderHidden: [], decoderHidden: [], leakySlope: 0.2 },
        data: { name: 'idx', sha256: expect.any(Object) as object },
      },
      // Two estimators on onnx with one and two threads, and on wasm, which has one.
      steps: Array.from({ length: 6 }, () => step),
      threads: ['ars+', 'reinforce-loo'].map((estimator) => ({
        ...{ estimator, categories: 3, backend: 'onnx', threads: 2, speedup: positive },
      })),
      bounds: Array.from({ length: 3 }, () => bound),
      processes: [],
      products: Array.from({ length: products.length }, () => product),
      peak_resident_megabytes: positive,
      versions: expect.objectContaining({ 'vae-bench': ownManifest().version }) as object,
      hardware: {
        ...{ cpu: some.text, cores: positive, memory_bytes: positive, platform: some.text },
      },
      git: expect.anything() as unknown,
      argv: expect.arrayContaining(['bench', '--json']) as string[],
      ...{ host: some.text, pid: positive, slurm_job: null },
    });
    expect(steps.map(({ estimator, backend, threads }) => [estimator, backend, threads])).toEqual([
      ...[
        ['ars+', 'onnx', 1],
        ['reinforce-loo', 'onnx', 1],
      ],
      ...[
        ['ars+', 'onnx', 2],
        ['reinforce-loo', 'onnx', 2],
      ],
      ...[
        ['ars+', 'wasm', 1],
        ['reinforce-loo', 'wasm', 1],
      ],
    ]);
    // 5 images, one layer of 16 × 9 either way, 3 evaluations of f: the encoder and the posterior
    // sample forward and backward, and the evaluations.
    const layer = 16 * 9;
    const macs = 5 * layer * (2 + 3 + 2);
    for (const { milliseconds, floor: of, ...rest } of steps) {
      expect(of!.gigaflop).toBeCloseTo((2 * macs) / 1e9, 15);
      expect(of!.ratio).toBeCloseTo(milliseconds.median / of!.milliseconds, 8);
      expect(rest.steps_per_second).toBeCloseTo(1000 / milliseconds.median, 8);
      expect(rest.hours_to_million_steps).toBeCloseTo(milliseconds.median / 3.6, 8);
    }
    for (const { seconds, floor: of } of bounds) {
      expect(of!.gigaflop).toBeCloseTo((2 * layer * (4 + 4 * 5)) / 1e9, 15);
      expect(of!.ratio).toBeCloseTo((1000 * seconds) / of!.milliseconds, 8);
    }
  });

  test('stops at SIGINT with exit code 130', async () => {
    const child = startVaeBench(...tiny, '--estimator', 'ars+', '--steps', '100000000');
    await seenOnStderr(child, /first step/);
    child.kill('SIGINT');
    const ended = await child;
    expectUserError(ended, 130);
    expect(ended.stderr).toMatch(/^Stopped by SIGINT\.$/m);
    expect(ended.stdout).toBe('');
  });

  test('a signal ends the processes that it started', async () => {
    const [flag, , ...others] = tiny.slice(1);
    const own = dataFolder(folder, 'stopped');
    const args = ['bench', flag!, own, ...others, '--processes', '--steps', '100000000'];
    const child = startVaeBench(...args, '--estimator', 'ars+', '--backend', 'onnx');
    await seenOnStderr(child, /two processes/);
    const running = async () => {
      const { stdout } = await execa('ps', ['-eo', 'args']);
      return stdout.split('\n').filter((line) => line.includes(own) && line.includes('--no-floor'));
    };
    await vi.waitFor(
      async () => {
        expect(await running()).toHaveLength(1);
      },
      { timeout: 20_000 },
    );
    child.kill('SIGTERM');
    expectUserError(await child, 143);
    await vi.waitFor(
      async () => {
        expect(await running()).toEqual([]);
      },
      { timeout: 20_000 },
    );
  });

  test('refuses bad options, all at once, with suggestions', async () => {
    const ended = await vaeBench(
      ...['bench', '--estimator', 'ars+,reinforce-lo', '--backend', 'onnx', 'wams'],
      ...['--categories', '1', '--threads', 'two', '--steps', '0', '--test-images', 'all'],
    );
    expectUserError(ended, 2);
    expect(ended.stdout).toBe('');
    for (const part of [
      '6 errors',
      /--estimator: .*Did you mean "reinforce-loo"\?/,
      /--categories: .*at least 2; found 1$/m,
      /--backend: .*found "wams"\. Did you mean "wasm"\?/,
      /--threads: .*whole number from 1 to 4096; found "two"/,
      /--steps: .*found 0/,
      /--test-images: .*found "all"/,
    ]) {
      expect(ended.stderr).toMatch(part);
    }
  });

  test.each([
    ['an unknown option', ['--estimators', 'ars+'], 'Did you mean --estimator?'],
    ['an operand', ['--json', 'ars+'], 'too many arguments'],
    ['three categories of arm', ['--estimator', 'arm', '--categories', '2,3'], '--categories: '],
    ['too large a batch', [...tiny.slice(1), '--batch-size', '11'], 'batchSize: is 11; idx has 10'],
  ])('refuses %s', async (_, args, message) => {
    const ended = await vaeBench('bench', ...args);
    expectUserError(ended, 2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(message);
  });
});

// By itself: the two processes have to start within seconds of each other.
test('prints tables; two processes run side by side; the floor can be left out', async () => {
  const args = ['--estimator', 'ars+', '--threads', '1', '--steps', '1000', '--no-floor'];
  const ended = await vaeBench(...tiny, ...args, '--backend', 'onnx', '--processes');
  expect([ended.exitCode, ended.stderr]).toEqual([0, ended.stderr]);
  expect(ended.stdout).toMatch(/^ars\+ +3 +3 +onnx +1 +[\d.]+ +[\d.]+-[\d.]+ +[\d.]+ +- +- +- /m);
  expect(ended.stdout).toMatch(/THROUGHPUT.*\nars\+ +3 +onnx( +\d+\.\d\d){4} +\d+$/m);
  expect(ended.stdout).not.toContain('Test bound');
});
