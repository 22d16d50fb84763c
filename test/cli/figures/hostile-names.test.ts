import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StatusReport } from '../../../src/sweeps/status.ts';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import {
  configOf,
  metricsCsv,
  recordOf,
  ResultsFolder,
} from '../../support/figures/results-folder.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

/**
 * Colours and titles of a terminal by both kinds of control characters, a line of its own, text from right to
 * left, a space without width, a character that no XML may hold, and markup.
 */
const hostile =
  '\u001b[31mred\u009b2J\u0007\nfake: 1 runs, 1 completed\r\u202Egnp.\u2066\u200B\uFFFE\u007F<b>|&%';
/** What of it must not leave vae-bench as it is. */
const raw = /[\0-\b\v-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufffe\uffff]/;

const out = sharedFolder();
let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
  results.seed('good/ars-c3/seed-0');
  results.seed('good/arsm-c3/seed-0');
  const rows = metricsCsv([{ step: 1 }, { step: 2 }]);
  const record = { ...recordOf('failed', hostile), host: hostile, tags: [hostile], note: hostile };
  const config = { ...configOf('x-c3'), estimator: hostile, note: hostile };
  results.seed(`${hostile}/ars-c3/seed-0`, { record, metrics: rows });
  results.seed(`bad/${hostile}/seed-0`, { config, record, metrics: `${rows}3,${hostile}\n` });
  results.seed(`bad/${hostile}/seed-1`, { config: hostile, record: hostile, metrics: hostile });
});

/** Runs a command to its end; it must have shown the good runs, and nothing raw. */
async function shown(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await vaeBench(...args);
  expect([exitCode, stderr.includes('bug')], stderr).toEqual([0, false]);
  expect(stdout).not.toMatch(raw);
  expect(stderr).not.toMatch(raw);
  return { stdout, stderr };
}

describe('names and texts with control characters', () => {
  test('reach the terminal escaped, each within its line', async () => {
    const { stdout } = await shown('status', results.path);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('fake'))).toEqual([]);
    expect(lines.some((line) => line.startsWith('good/ars-c3/seed-0'))).toBe(true);
    expect(stdout).toContain(String.raw`\u001b[31mred\u009b2J\u0007`);
    const json = await shown('status', results.path, '--json');
    const { runs } = JSON.parse(json.stdout) as StatusReport;
    expect(runs.map(({ run }) => run)).toContain(`bad/${hostile}/seed-0`);
  });

  test.each(['text', 'csv', 'markdown', 'latex'])('are escaped in tables as %s', async (format) => {
    for (const command of ['table', 'findings']) {
      const { stdout, stderr } = await shown(command, results.path, '--format', format);
      for (const text of [stdout, stderr]) expect(text).not.toMatch(/^fake/m);
      if (command === 'findings') continue;
      expect(stdout).toMatch(format === 'csv' ? /,good\/ars-c3,/ : /ARSM/);
      if (format === 'markdown') expect(stdout).not.toContain('<b>');
    }
  });

  test('keep no run out of figures and reports', async () => {
    const svg = join(out, 'figure.svg');
    await shown('plot', results.path, '--out', `${svg},${join(out, 'figure.png')}`);
    const drawn = readFileSync(svg, 'utf8');
    expect(drawn).not.toMatch(raw);
    expect(drawn).toContain('ARSM');
    expect(readFileSync(join(out, 'figure.png')).subarray(1, 4).toString()).toBe('PNG');
    const html = join(out, 'report.html');
    await shown('report', results.path, '--out', html, '--title', hostile);
    const page = readFileSync(html, 'utf8');
    // The script is ours.
    expect(page.slice(0, page.lastIndexOf('<script>'))).not.toMatch(raw);
    expect(page).toContain('good/arsm-c3/seed-0');
  });

  test('do not leave errors', async () => {
    const { exitCode, stderr } = await vaeBench('table', join(results.path, `${hostile}-none`));
    expect(exitCode).toBe(2);
    expect(stderr).not.toMatch(raw);
    expect(stderr).toContain('does not exist');
    const unknown = await vaeBench('table', results.path, `--${hostile}`);
    expect(unknown.stderr).not.toMatch(raw);
  });
});
