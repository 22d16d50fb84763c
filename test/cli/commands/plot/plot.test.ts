import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../src/core/package.ts';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import { ResultsFolder } from '../../../support/figures/results-folder.ts';
import { syntheticResults } from '../../../support/figures/synthetic-results.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = syntheticResults();
});

/** Every note of the synthetic results, as they are shown. */
const notes = [
  'ars+-c3/seed-1: at step 2500 of 4000, failed: the disk is full (left out)',
  'ars+-c3/seed-2: at step 3500 of 4000 (left out)',
  'ars-c2/seed-0: not started (left out)',
  'exact-c2/seed-0: at step 500 of 4000',
];

const reference = (name: string) =>
  readFileSync(`${packageRoot}/test/figures/plot/references/${name}`);

const svgs = () => readdirSync(results.path).filter((name) => name.startsWith('figure'));

/** The lines of a text. */
const lines = (text: string) => text.split('\n');

describe('plot', () => {
  test('writes both formats into the folder, says where, and names seeds on standard error', async () => {
    const { exitCode, stdout, stderr } = await vaeBench('plot', results.path);
    expect(exitCode).toBe(0);
    expect(lines(stdout)).toEqual([results.join('figure.svg'), results.join('figure.png')]);
    expect(lines(stderr)).toEqual(notes);
    expect(svgs()).toEqual(['figure.png', 'figure.svg']);
    expect(readFileSync(results.join('figure.svg'), 'utf8')).toContain(
      `>${basename(results.path)}<`,
    );
  });

  test('draws the bytes of the reference figure, in a process of its own', async () => {
    const out = [results.join('a.svg'), results.join('a.png')];
    await vaeBench(
      'plot',
      results.path,
      '--title',
      'Synthetic',
      '--scale',
      '1',
      '-o',
      out.join(','),
    );
    expect(readFileSync(out[0]!).equals(reference('synthetic.svg'))).toBe(true);
    expect(readFileSync(out[1]!).equals(reference('synthetic.png'))).toBe(true);
  });

  test('takes an axis, a part of it, and a smoothing', async () => {
    const out = results.join('a.svg');
    const part = ['--x', 'seconds', '--from', '10', '--to', '70', '--smooth', '0.5'];
    await vaeBench('plot', results.path, '--title', 'Synthetic', ...part, '-o', out);
    expect(readFileSync(out).equals(reference('seconds.svg'))).toBe(true);
  });

  test('writes what --out names, and nothing else', async () => {
    const out = results.join('one.png');
    const { stdout } = await vaeBench('plot', '-o', out, results.path);
    expect(stdout).toBe(out);
    expect([...readFileSync(out).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(svgs()).toEqual([]);
  });

  test('writes several files after one --out, wherever the folder stands', async () => {
    const [png, svg] = [results.join('a.png'), results.join('b.svg')];
    for (const args of [
      [results.path, '-o', png, svg],
      ['-o', png, results.path, svg],
    ]) {
      const { exitCode, stdout } = await vaeBench('plot', ...args);
      expect([exitCode, lines(stdout)]).toEqual([0, [png, svg]]);
    }
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg/);
    const alone = await vaeBench('plot', '-o', png, svg);
    expectUserError(alone, 2);
    expect(alone.stderr).toMatch(/^Name a results folder/);
    // A folder may have such a name.
    results.seed('odd.svg/ars-c3/seed-0');
    const odd = await vaeBench('plot', results.join('odd.svg'), '-o', png);
    expect([odd.exitCode, odd.stdout]).toEqual([0, png]);
  });

  test('shows the metrics, estimators and categories that are asked for', async () => {
    const chosen = ['--metric', 'test_bound', '--estimator', 'ars,ars+', '--categories', '3'];
    await vaeBench('plot', results.path, ...chosen);
    const svg = readFileSync(results.join('figure.svg'), 'utf8');
    const texts = [...svg.matchAll(/>([^<>]*(?:bound|ELBO|variance|ARS|LOO)[^<>]*)</g)];
    expect(texts.map(([, text]) => text)).toEqual([
      ...['C = 3: test bound', 'ARS (3), n = 3', 'ARS+ (3), n = 1 of 3'],
    ]);
  });

  test('draws runs that have not measured anything', async () => {
    const waiting = new ResultsFolder();
    waiting.sweep('', ['ars-c3/seed-0']);
    const { exitCode, stderr } = await vaeBench('plot', waiting.path);
    expect([exitCode, stderr]).toEqual([0, 'ars-c3/seed-0: not started (left out)']);
  });

  test.each([
    [
      '--out',
      'figure.pdf',
      /^--out takes names that end in \.svg or \.png; found "figure\.pdf"\.$/,
    ],
    ['--out', 'a.svg,b', /found "b"/],
    ['--x', 'hours', /^--x takes steps, evaluations, seconds; found "hours"\./],
    ['--from', 'text', /^--from must be a number, in the unit of the x axis; found "text"\.$/],
    ['--to', '', /^--to must be a number/],
    ['--smooth', '1', /^--smooth must be from 0 to below 1; found "1"\.$/],
    ['--smooth', '-0.5', /^--smooth must be/],
    ['--scale', '0', /^--scale must be a number above 0, up to 10; found "0"\.$/],
    ['--scale', '11', /^--scale must be/],
    ['--metric', 'test_bond', /^--metric takes .*found "test_bond"\. Did you mean "test_bound"\?$/],
    ['--estimator', 'reinforce-lo', /found "reinforce-lo"\. Did you mean "reinforce-loo"\?$/],
    ['--categories', '10', /^--categories takes 2, 3; found "10"\./],
  ])('refuses %s "%s"', async (flag, value, message) => {
    const ended = await vaeBench('plot', results.path, flag, value);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
    expect(svgs()).toEqual([]);
  });

  test('cannot write into a folder that is not there, or is a file', async () => {
    writeFileSync(results.join('file'), '');
    for (const [folder, code] of [
      ['nowhere', 'ENOENT'],
      ['file', 'ENOTDIR'],
    ] as const) {
      const out = results.join(folder, 'a.svg');
      const ended = await vaeBench('plot', results.path, '-o', out);
      expectUserError(ended, 1);
      expect(ended.stderr).toContain(`${out} cannot be written (${code}).`);
    }
  });

  test('replaces no folder', async () => {
    mkdirSync(results.join('a.svg'));
    const ended = await vaeBench('plot', results.path, '-o', results.join('a.svg'));
    expectUserError(ended, 1);
    expect(ended.stderr).toContain('a.svg cannot be written (EISDIR)');
  });
});
