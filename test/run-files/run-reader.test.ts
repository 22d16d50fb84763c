import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { extentOf } from '../../src/run-files/extent.ts';
import { shownDamage } from '../../src/run-files/reading.ts';
import { RunDirectory } from '../../src/run-files/run-directory.ts';
import { RunReader } from '../../src/run-files/run-reader.ts';
import { metricsCsv, recordOf, ResultsFolder } from '../support/figures/results-folder.ts';

let run: RunDirectory;
let reader: RunReader;

beforeEach(() => {
  const record = recordOf('running');
  const metrics = metricsCsv([{ step: 1 }, { step: 2 }]);
  run = new RunDirectory(new ResultsFolder().seed('ars-c3/seed-0', { record, metrics }));
  reader = new RunReader();
});

const steps = () => [...(reader.read(run).metrics ?? [])].map(({ step }) => step);
const bounds = () => [...(reader.read(run).metrics ?? [])].map((row) => row.test_bound);
const damages = () => reader.read(run).damages.map(shownDamage);

/** A complete run, whose record says what metrics.csv is. */
const completed = (metrics: object) => {
  writeFileSync(run.record, JSON.stringify({ ...recordOf('completed'), steps: 2, metrics }));
};

describe('a run that is read again', () => {
  test('has the rows that were added, and those that it gave stay as they were', () => {
    const before = reader.read(run).metrics!;
    expect(steps()).toEqual([1, 2]);
    appendFileSync(run.metrics, '3,0.03,90,-3,-1.5,1\n4,0.0');
    expect(steps()).toEqual([1, 2, 3]);
    appendFileSync(run.metrics, '4,120,-3,-1,1\n');
    expect([steps(), bounds()]).toEqual([
      [1, 2, 3, 4],
      [-2, -2, -1.5, -1],
    ]);
    expect([...before].map(({ step }) => step)).toEqual([1, 2]);
  });

  test('is read as a whole when rows before the new ones have changed, or are gone', () => {
    expect(bounds()).toEqual([-2, -2]);
    writeFileSync(run.metrics, metricsCsv([{ step: 1, bound: -7 }, { step: 2 }, { step: 3 }]));
    expect(bounds()).toEqual([-7, -2, -2]);
    writeFileSync(run.metrics, metricsCsv([{ step: 1, bound: -6 }]));
    expect(bounds()).toEqual([-6]);
  });

  test('shows a change that leaves length and time of change as they were', () => {
    const text = readFileSync(run.metrics, 'utf8');
    utimesSync(run.metrics, 1000, 1000);
    expect(bounds()).toEqual([-2, -2]);
    writeFileSync(run.metrics, text.replace('-2,1\n', '-8,1\n'));
    utimesSync(run.metrics, 1000, 1000);
    expect(bounds()).toEqual([-8, -2]);
  });
});

describe('what a record says of metrics.csv', () => {
  test('holds for the whole file of a complete run', () => {
    const sound = readFileSync(run.metrics);
    completed(extentOf(sound));
    expect(damages()).toEqual([]);
    appendFileSync(run.metrics, '3,0.03,90,-3,-2,1\n');
    expect(damages()).toEqual([
      `metrics.csv has ${sound.length + 18} bytes, and run.json records ${sound.length}`,
    ]);
    writeFileSync(run.metrics, sound);
    expect(damages()).toEqual([]);
    writeFileSync(run.metrics, sound.toString().replace('-2', '-3'));
    expect(damages()).toEqual([
      'metrics.csv was changed: its SHA-256 is not the one that run.json records',
    ]);
  });

  test('is not needed: a run of version 0.1.0 has none, and then its last step must be there', () => {
    writeFileSync(run.record, JSON.stringify({ ...recordOf('completed'), steps: 2 }));
    expect(damages()).toEqual([]);
    writeFileSync(run.record, JSON.stringify({ ...recordOf('completed'), steps: 3 }));
    expect(damages()).toEqual(['metrics.csv ends at step 2 of 3']);
  });
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a file is not waited for', () => {
  const folder = new ResultsFolder();
  const odd = new RunDirectory(folder.seed('ars-c3/seed-1', { metrics: null }));
  execFileSync('mkfifo', [odd.metrics]);
  const { damages: found } = new RunReader().read(odd);
  expect(found.map(shownDamage)).toEqual(['metrics.csv is no regular file']);
});

test('a configuration without a bottom is damage of its run alone', () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  writeFileSync(run.config, deep);
  expect(damages()).toEqual(['config.json nests more than 50 deep']);
});
