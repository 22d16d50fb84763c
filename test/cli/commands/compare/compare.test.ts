import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { nodeFileSystem } from '../../../../src/core/file-system.ts';
import { comparisonSchema } from '../../../../src/run-files/comparison-file.ts';
import { encodeCheckpoint } from '../../../../src/runs/checkpoint-format.ts';
import { readCheckpointFile } from '../../../../src/runs/checkpoint.ts';
import { pluginSource } from '../../../support/cli/plugin-source.ts';
import {
  expectUserError,
  startVaeBench,
  tinyRun,
  vaeBench,
} from '../../../support/cli/vae-bench.ts';
import { dataFolder, TEST_FILE, TRAIN_FILE, trainBytes } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { idxBytes } from '../../../datasets/idx-files.ts';

const folder = sharedFolder();
let data = '';
let run = '';

/** Few draws: what is drawn is proved elsewhere. */
const few = ['--draws', '20', '--reference-draws', '20', '--between', '4', '--warm-up', '5'];

const compare = (...args: readonly string[]) => vaeBench('compare', ...args, ...few);

const read = (out: string, name: string) => readFileSync(join(folder, out, name), 'utf8');

beforeAll(async () => {
  data = dataFolder(folder);
  const out = join(folder, 'runs');
  const { exitCode, stderr } = await vaeBench(
    ...tinyRun(data, out),
    '--estimator',
    'reinforce+baseline',
  );
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const experiment = join(out, readdirSync(out)[0]!);
  run = join(experiment, readdirSync(experiment)[0]!, 'seed-0');
});

describe('vae-bench compare', () => {
  test('draws estimators at the checkpoint of a run and keeps the results', async () => {
    const out = join(folder, 'kept');
    const { exitCode, stdout, stderr } = await compare(
      ...[run, '--estimators', 'ars+,reinforce-loo:n=4,rebar:temperature=0.3,reinforce+baseline'],
      ...['-o', out, '--components'],
    );
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('Gradient of encoder after 4 steps: C = 3, V = 3, 5 images per batch');
    expect(stdout).toMatch(/^REINFORCE LOO, n = 4 {2}/m);
    expect(stdout).toMatch(/^REBAR, temperature = 0.3 {2}/m);
    const comparison = comparisonSchema.parse(JSON.parse(read('kept', 'compare.json')));
    expect(comparison.estimators.map(({ label }) => label)).toEqual([
      ...['ars+', 'reinforce-loo:n=4', 'rebar:temperature=0.3', 'reinforce+baseline'],
    ]);
    const parts = ['encoder', 'encoder/0', 'encoder/1', 'logits'];
    for (const { parts: found } of comparison.estimators) {
      expect(found.map(({ part }) => part)).toEqual(parts);
      const [whole, first, second] = found.map(({ variance }) => variance.value);
      expect(whole).toBeCloseTo(first! + second!, 10);
    }
    const rows = read('kept', 'compare.csv').trimEnd().split('\n');
    expect(rows).toHaveLength(1 + 4 * parts.length);
    expect(read('kept', 'compare.svg')).toContain('REBAR, temperature = 0.3');
    expect(read('kept', 'compare-plane.svg')).toContain('REBAR, temperature = 0.3');
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['compare.png', 'compare-plane.png']));
    expect(readdirSync(join(out, 'components'))).toContain('ars%2B.safetensors');
  });

  test('draws only what is missing, and gives the same bytes in whatever order', async () => {
    const [one, other] = ['one', 'other'].map((name) => join(folder, name)) as [string, string];
    const both = ['--estimators', 'ars,ars+'];
    const first = await compare(run, '--estimators', 'ars+', '-o', one);
    const second = await compare(run, ...both, '-o', one);
    const atOnce = await compare(run, ...both, '-o', other);
    expect([first.exitCode, second.exitCode, atOnce.exitCode]).toEqual([0, 0, 0]);
    for (const name of ['compare.json', 'compare.csv']) {
      expect(read('one', name)).toBe(read('other', name));
    }
  });

  test('goes on after an interruption with the same bytes', async () => {
    const out = join(folder, 'interrupted');
    const args = ['compare', run, '--estimators', 'ars,ars+', ...few, '--draws', '400'];
    const child = startVaeBench(...args, '-o', out);
    await vi.waitFor(
      () => {
        expect(read('interrupted', 'compare.json')).toContain('"label": "ars"');
      },
      { timeout: 60_000 },
    );
    child.kill('SIGINT');
    const ended = await child;
    expect([0, 130]).toContain(ended.exitCode);
    const again = await vaeBench(...args, '-o', out);
    const whole = await vaeBench(...args, '-o', join(folder, 'whole'));
    expect([again.exitCode, whole.exitCode]).toEqual([0, 0]);
    expect(read('interrupted', 'compare.json')).toBe(read('whole', 'compare.json'));
  });

  test('refuses a folder with another comparison, unless it is told to replace it', async () => {
    const out = join(folder, 'refused');
    const args = [run, '--estimators', 'ars+', '-o', out];
    expect((await compare(...args)).exitCode).toBe(0);
    const ended = await compare(...args, '--seed', '3');
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/holds another comparison: options\.seed: 0 → 3/);
    expect((await compare(...args, '--seed', '3', '--force')).exitCode).toBe(0);
  });

  test('trains first, or compares at the start, on settings of its own', async () => {
    const sizes = [
      '--data-dir',
      data,
      '--categories',
      '3',
      '--variables',
      '3',
      '--batch-size',
      '4',
    ];
    const small = ['--set', 'model.encoderHidden=[4]', '--set', 'model.decoderHidden=[4]'];
    const estimators = ['--estimators', 'all-unbiased', '--format', 'csv'];
    const trained = await compare('--train', '30', ...sizes, ...small, ...estimators);
    expect(trained).toMatchObject({ exitCode: 0 });
    expect(trained.stderr).toMatch(/^arm is left out: /m);
    const started = await compare('--at-start', ...sizes, ...small, ...estimators);
    expect(started).toMatchObject({ exitCode: 0 });
    const names = (text: string) => text.split('\n').map((line) => line.split(',')[0]);
    expect(new Set(names(trained.stdout))).toEqual(new Set(names(started.stdout)));
    expect(names(started.stdout)).toContain('reinforce-loo');
  });

  test('refuses images that the run was not trained on', async () => {
    const other = dataFolder(folder, 'other-data', {
      [TRAIN_FILE]: trainBytes(),
      [TEST_FILE]: idxBytes({ count: 5, rows: 4, columns: 4 }),
    });
    const ended = await compare(run, '--estimators', 'ars+', '--data-dir', other);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/is not what .* was trained on: .*--data-dir/s);
  });

  test('keeps the point that it trained for, and trains no second time', async () => {
    const sizes = ['--categories', '3', '--variables', '3', '--batch-size', '4'];
    const small = ['--set', 'model.encoderHidden=[4]', '--set', 'model.decoderHidden=[4]'];
    const args = ['--train', '30', '--data-dir', data, '--backend', 'wasm', ...sizes, ...small];
    const [once, twice] = ['trained', 'trained-twice'].map((name) => join(folder, name)) as [
      ...[string, string],
    ];
    const both = [...args, '--estimators', 'ars,ars+', '-o'];
    expect(await compare(...both, once)).toMatchObject({ exitCode: 0 });
    expect(await compare(...args, '--estimators', 'ars', '-o', twice)).toMatchObject({
      exitCode: 0,
    });
    const point = join(twice, 'point.safetensors');
    // Another parameter in place of the one that was trained shows whether it is read.
    const found = readCheckpointFile(nodeFileSystem, point)!;
    expect(found.step).toBe(30);
    const again = await compare(...both, twice);
    expect(again.exitCode).toBe(0);
    expect(read('trained-twice', 'compare.json')).toBe(read('trained', 'compare.json'));
    expect(read('trained-twice', 'point.safetensors')).toBe(read('trained', 'point.safetensors'));
    const name = Object.keys(found.state).find((key) => key.startsWith('parameters/'))!;
    const values = found.state[name]!.values.map((value) => value + 1);
    const changed = {
      ...found,
      state: { ...found.state, [name]: { ...found.state[name]!, values } },
    };
    writeFileSync(point, encodeCheckpoint(changed));
    const other = await compare(...both, twice);
    expectUserError(other, 2);
    expect(other.stderr).toContain('holds another comparison: point.sha256');
    // A damaged file is trained again.
    writeFileSync(point, 'damaged');
    expect((await compare(...both, twice)).exitCode).toBe(0);
    expect(read('trained-twice', 'point.safetensors')).toBe(read('trained', 'point.safetensors'));
  });

  test('takes estimators of plugins', async () => {
    const file = join(folder, 'plugged.mjs');
    writeFileSync(file, pluginSource({}));
    const { exitCode, stdout } = await compare(
      run,
      '--plugin',
      file,
      '--estimators',
      'plugged,ars+',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Plugged/m);
  });

  test.each([
    [[], /Name the point to compare at/],
    [['--at-start', '--train', '5'], /exclude each other/],
    [['nowhere'], /nowhere: no runs are there/],
    [['--at-start', '--estimators', 'ars:n=5'], /ars takes no number of samples/],
    [['--at-start', '--estimators', 'reinforce-loo:n'], /must be <setting>=<value>/],
    [['--at-start', '--estimators', 'arsx'], /arsx/],
    [['--at-start', '--estimators', 'rebar:temprature=1'], /Did you mean "temperature"/],
    [
      ['--at-start', '--reference', 'straight-through'],
      /--reference straight-through: it is biased/,
    ],
    [['--at-start', '--reference', 'reinforce+baseline'], /it learns variables of its own/],
    [['--at-start', '--components'], /--components needs a folder/],
    [
      ['--at-start', '--part', 'decoder', '--estimators', 'ars'],
      /--part decoder is none of encoder/,
    ],
  ])('refuses %j', async (args, message) => {
    const ended = await vaeBench(
      'compare',
      ...args,
      ...(args[0] === '--at-start' ? ['--data-dir', data, '--batch-size', '5'] : []),
    );
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });
});
