import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectUserError, tinyRun, vaeBench } from '../../support/cli/vae-bench.ts';
import { dataFolder } from '../../support/runs/small-data.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { SweepFolder, tinySweep } from '../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);
const out = join(folder, 'results');

beforeAll(async () => {
  const tagged = ['--tag', 'baseline', '--tag', 'for the talk', '--note', 'as <published>'];
  expect((await vaeBench(...tinyRun(data, out), ...tagged, '--seed', '0')).exitCode).toBe(0);
  expect((await vaeBench(...tinyRun(data, out), '--seed', '1')).exitCode).toBe(0);
});

describe('runs with tags', () => {
  test('are shown by status with tags and notes, and chosen by --tag', async () => {
    const all = await vaeBench('status', out);
    expect(all.stdout).toMatch(/REASON +TAGS +NOTE\n.*seed-0 .* baseline, for the talk +as <pub/);
    const { stdout } = await vaeBench('status', out, '--tag', 'baseline', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { completed: 1 },
      runs: [{ run: 'quick/ars+-c3-v3/seed-0', tags: ['baseline', 'for the talk'] }],
    });
  });

  test('are chosen by --tag of table, which names the tags that there are', async () => {
    const one = await vaeBench('table', out, '--tag', 'baseline', '--format', 'csv');
    const both = await vaeBench('table', out, '--format', 'csv');
    const seeds = ({ stdout }: typeof one) => stdout.split('\n')[1]!.split(',').includes('2');
    expect([one, both].map(seeds)).toEqual([false, true]);
    const none = await vaeBench('table', out, '--tag', 'base-line');
    expectUserError(none, 2);
    expect(none.stderr).toBe(
      '--tag takes baseline, for the talk; found "base-line". Did you mean "baseline"?',
    );
  });

  test('are marked in the report', async () => {
    const file = join(folder, 'report.html');
    expect((await vaeBench('report', out, '-o', file)).exitCode).toBe(0);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('<span class="tag">for the talk</span>');
    expect(page).toContain('as &lt;published&gt;');
  });

  test('may be a whole sweep, from its file or its command line', async () => {
    const sweep = new SweepFolder(
      folder,
      tinySweep(data, { name: 'tiny', tags: ['file'], grid: { estimator: ['ars', 'arsm'] } }),
    );
    expect((await sweep.sweep('--tag', 'line', '--note', 'why')).exitCode).toBe(0);
    expect(await sweep.status()).toMatchObject({
      'ars-c3-v3/seed-0': { tags: ['line'], note: 'why' },
      'arsm-c3-v3/seed-0': { tags: ['line'], note: 'why' },
    });
  });

  test.each([['a,b'], [''], [' a'], ['a\nb']])('cannot have the tag %j', async (tag) => {
    const ended = await vaeBench(...tinyRun(data, out), '--tag', tag);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/--tag: tags\.0: must be a word or several, without commas/);
  });
});
