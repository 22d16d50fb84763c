import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { readResults, readRuns } from '../../src/figures/results.ts';
import { shownDamage } from '../../src/run-files/reading.ts';
import {
  configOf,
  metricsCsv,
  ResultsFolder,
  timingCsv,
} from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

const read = (...parts: readonly string[]) => readResults(results.join(...parts));

const paths = (...parts: readonly string[]) => read(...parts).seeds.map(({ path }) => path);

describe('the runs of a folder', () => {
  beforeEach(() => {
    results.seed('trial/ars-c3/seed-0');
    results.seed('trial/ars-c3/seed-1');
    results.seed('long/ars+-c5/seed-0');
  });

  test('are those of every experiment of a whole results folder', () => {
    expect(paths()).toEqual(['long/ars+-c5/seed-0', 'trial/ars-c3/seed-0', 'trial/ars-c3/seed-1']);
  });

  test('are those of an experiment, of a run, and of a seed alone', () => {
    expect(paths('trial')).toEqual(['ars-c3/seed-0', 'ars-c3/seed-1']);
    expect(paths('trial/ars-c3')).toEqual(['seed-0', 'seed-1']);
    expect(paths('trial/ars-c3/seed-1')).toEqual(['seed-1']);
  });

  test('have the names of their folders wherever reading begins, with a slash or not', () => {
    const names = ['', 'trial/', 'trial/ars-c3', 'trial/ars-c3/seed-1/'].map((folder) =>
      read(folder)
        .seeds.filter(({ run, seed }) => run === 'ars-c3' && seed === 'seed-1')
        .map(({ config }) => config.estimator),
    );
    expect(names).toEqual([['ars'], ['ars'], ['ars'], ['ars']]);
  });

  test('are found from within', () => {
    const before = process.cwd();
    onTestFinished(() => {
      process.chdir(before);
    });
    process.chdir(results.join('trial/ars-c3'));
    expect(readResults('.').seeds.map(({ run, seed }) => `${run}/${seed}`)).toEqual([
      'ars-c3/seed-0',
      'ars-c3/seed-1',
    ]);
    process.chdir('seed-1');
    expect(readResults('.').seeds.map(({ run, path }) => [run, path])).toEqual([
      ['ars-c3', 'seed-1'],
    ]);
  });

  test('are not sought in the folders of a seed, nor deeper than runs are', () => {
    results.seed('trial/ars-c3/seed-0/copy/ars-c3/seed-7');
    results.seed('archive/2025/trial/ars-c3/seed-8');
    expect(paths()).toHaveLength(3);
  });
});

test('seeds come in the order of their numbers, runs in that of their categories', () => {
  const places = ['ars-c10/seed-2', 'ars-c5/seed-0', 'ars-c5/seed-10', 'ars-c5/seed-2'];
  for (const place of places) results.seed(place);
  expect(paths()).toEqual(['ars-c5/seed-0', 'ars-c5/seed-2', 'ars-c5/seed-10', 'ars-c10/seed-2']);
});

test('a seed has all that its files hold', () => {
  results.seed('ars-c3/seed-0', {
    metrics: metricsCsv([{ step: 5, elbo: -9, bound: -8, variance: 2e-3 }]),
    timing: timingCsv({ 5: 1.5 }),
  });
  const [seed] = read().seeds;
  expect(seed).toMatchObject({
    ...{ path: 'ars-c3/seed-0', run: 'ars-c3', seed: 'seed-0', problem: null },
    record: { status: 'completed' },
    config: { estimator: 'ars', categories: 3, batchSize: 10, evaluation: { every: 1 } },
  });
  // metricsCsv: epoch = 5 / 100; evaluations = 5 steps × 10 images × 3.
  expect([...seed!.rows]).toEqual([
    {
      ...{ step: 5, epoch: 0.05, function_evaluations: 150 },
      ...{ train_elbo: -9, test_bound: -8, grad_variance: 0.002 },
    },
  ]);
  expect([...seed!.timing]).toMatchObject([{ step: 5, seconds: 1.5 }]);
});

describe('what is wrong with the files of a seed', () => {
  const problemOf = (metrics: string | null) => {
    results.seed('ars-c3/seed-0', { metrics });
    const { problem, rows } = read().seeds[0]!;
    return [problem, rows.length];
  };

  test('is said when there is no metrics.csv', () => {
    expect(problemOf(null)).toEqual(['metrics.csv is missing', 0]);
  });

  test('is said with the line of metrics.csv, whose rows before it stay', () => {
    const damaged = `${metricsCsv([{ step: 1 }])}2,0\n`;
    expect(problemOf(damaged)).toEqual(['metrics.csv is damaged: line 3 has 2 values, not 6', 1]);
  });

  test('is nothing of a torn last line', () => {
    expect(problemOf(`${metricsCsv([{ step: 1 }])}2,0`)).toEqual([null, 1]);
  });

  test('is nothing of a missing or damaged timing.csv or run.json', () => {
    results.seed('ars-c3/seed-0', { record: null });
    results.seed('ars-c3/seed-1', { record: '{"status": "runn', timing: 'step,seconds\n1,x\n1\n' });
    const { seeds } = read();
    expect(seeds.map(({ problem, record }) => [problem, record])).toEqual([
      [null, undefined],
      [null, undefined],
    ]);
    // It is known all the same.
    expect(seeds.map(({ damages }) => damages.map(shownDamage))).toEqual([
      ['run.json is missing'],
      ['run.json is not JSON, or torn', 'timing.csv is damaged: line 3 has 1 values, not 2'],
    ]);
  });
});

describe('a configuration that cannot be read', () => {
  test.each([
    ['missing', null],
    ['torn', '{"estimator": "ar'],
    ['none', '{"estimator": "ars"}'],
    ['empty', ''],
  ])('and is %s is listed, and the others are read', (_, config) => {
    results.seed('ars-c3/seed-0');
    results.seed('ars-c3/seed-1', { config });
    expect(read().unreadable).toEqual(['ars-c3/seed-1']);
    expect(paths()).toEqual(['ars-c3/seed-0']);
  });

  test('is taken from the sweep that planned the run', () => {
    results.seed('ars-c3/seed-0', { config: '{' });
    results.sweep('', ['ars-c3/seed-0']);
    expect(read()).toMatchObject({ unreadable: [], seeds: [{ config: { estimator: 'ars' } }] });
  });
});

describe('runs of a sweep', () => {
  test('are there before they start, in the order of all', () => {
    results.seed('trial/ars-c3/seed-1');
    results.sweep('trial', ['ars-c3/seed-0', 'ars-c3/seed-1', 'ars-c3/seed-10']);
    const { seeds } = read();
    expect(seeds.map(({ path, problem, record }) => [path, problem, record?.status])).toEqual([
      ['trial/ars-c3/seed-0', 'no metrics.csv', undefined],
      ['trial/ars-c3/seed-1', null, 'completed'],
      ['trial/ars-c3/seed-10', 'no metrics.csv', undefined],
    ]);
    expect(paths('trial')).toEqual(['ars-c3/seed-0', 'ars-c3/seed-1', 'ars-c3/seed-10']);
  });

  test('follow their own config.json where it says otherwise', () => {
    results.seed('ars-c3/seed-0', { config: configOf('ars-c3', { steps: 99 }) });
    results.sweep('', ['ars-c3/seed-0']);
    expect(read().seeds[0]!.config.steps).toBe(99);
  });

  test('are those that have started when the manifest is damaged', () => {
    results.seed('ars-c3/seed-0');
    writeFileSync(results.join('sweep.json'), '{"runs": [{');
    expect(paths()).toEqual(['ars-c3/seed-0']);
  });
});

describe('a folder that has nothing to show', () => {
  test('is an error that says what is there', () => {
    expect(() => readRuns(results.join('nowhere'))).toThrow(UsageError);
    expect(() => readRuns(results.join('nowhere'))).toThrow(/nowhere does not exist\. Name a/);
    expect(() => readRuns(results.path)).toThrow(
      new UsageError(
        `${results.path} holds no runs. Name a results folder, such as results/figure1-short.`,
      ),
    );
  });

  test('may be a file', () => {
    writeFileSync(results.join('metrics.csv'), '');
    expect(() => readRuns(results.join('metrics.csv'))).toThrow(/metrics\.csv is not a folder/);
  });

  test('may hold runs without a configuration, which are named', () => {
    results.seed('ars-c3/seed-0', { config: null });
    expect(() => readRuns(results.path)).toThrow(
      /holds no runs\. ars-c3\/seed-0 has no readable config\.json\./,
    );
  });

  test('is no error for those that wait for runs', () => {
    expect(read()).toMatchObject({ seeds: [], unreadable: [] });
  });
});

test('a metrics.csv that grows while it is read has its first rows, never damage', async () => {
  const folder = results.seed('ars-c3/seed-0', { metrics: metricsCsv([]) });
  const rows = Array.from({ length: 400 }, (_, at) => ({ step: at + 1, bound: -1 / (at + 1) }));
  const text = metricsCsv(rows).slice(metricsCsv([]).length);
  // Seven bytes at a time: no row ends with a chunk but by accident.
  const script = `
    const { appendFileSync } = require('node:fs');
    const [, file, text] = process.argv;
    for (let at = 0; at < text.length; at += 7) appendFileSync(file, text.slice(at, at + 7));`;
  const writer = spawn(process.execPath, ['-e', script, `${folder}/metrics.csv`, text]);
  const ended = once(writer, 'exit');
  let [running, seen] = [true, 0];
  void ended.then(() => {
    running = false;
  });
  while (running) {
    const [seed] = read().seeds;
    expect(seed!.problem).toBeNull();
    [...seed!.rows].slice(seen).forEach(({ step, test_bound: bound }, at) => {
      expect([step, bound]).toEqual([seen + at + 1, -1 / (seen + at + 1)]);
    });
    seen = seed!.rows.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await ended).toEqual([0, null]);
  expect(read().seeds[0]!.rows).toHaveLength(400);
});
