import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { vaeBench } from '../../../support/cli/vae-bench.ts';
import { configOf, ResultsFolder } from '../../../support/figures/results-folder.ts';
import { syntheticResults } from '../../../support/figures/synthetic-results.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = syntheticResults();
});

/** The page that `report` writes. */
async function pageOf(...args: readonly string[]): Promise<string> {
  const out = join(temporaryFolder(), 'report.html');
  const { exitCode, stderr } = await vaeBench('report', ...args, '-o', out);
  expect([exitCode, stderr]).toEqual([0, '']);
  return readFileSync(out, 'utf8');
}

/** What a section of the page holds, without markup. */
function textOf(page: string, id: string): string {
  const [, rest = ''] = page.split(`<section id="${id}"`);
  const [inner = ''] = rest.slice(rest.indexOf('>') + 1).split('</section>');
  return inner.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('report', () => {
  test('shows runs and their progress above the findings', async () => {
    const page = await pageOf(results.path);
    const sections = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(sections).toEqual([
      'summary',
      'difference',
      'values',
      'runs',
      'comparisons',
      'models',
      'findings',
      'provenance',
    ]);
    // The others are complete; what is not has not recorded how long it is: 26 / 29 = 89.7 %.
    const runs = textOf(page, 'runs');
    expect(runs).toMatch(/^ Runs 26 of 29 complete, 1 running, 1 waiting, 1 failed\. /);
    expect(runs).toContain(' 89 % of the steps ');
    expect(page).toMatch(/<progress max="1" value="0\.8966"/);
  });

  test('shows no progress when nothing is going on', async () => {
    const ended = new ResultsFolder();
    ended.seed('ars-c3/seed-0');
    const page = await pageOf(ended.path);
    expect(page).not.toContain('<progress ');
    expect(textOf(page, 'runs')).toContain('1 of 1 complete, 0 failed.');
  });

  test('overlays settings and folders as figures do', async () => {
    const [one, other] = [new ResultsFolder(), new ResultsFolder()];
    for (const [folder, rate] of [
      [one, 1e-4],
      [other, 3e-4],
    ] as const) {
      const config = configOf('ars-c3', { optimiser: { encoderLearningRate: rate } });
      folder.seed('ars-c3/seed-0', { config });
    }
    const both = await pageOf(one.path, other.path);
    expect(textOf(both, 'values')).toContain('ARS (3), encoderLearningRate = 0.0003');
    expect(textOf(both, 'runs')).toContain('2 of 2 complete');
    const [, payload = ''] = /id="payload">(.*?)<\/script>/s.exec(both) ?? [];
    const { panels } = JSON.parse(payload) as { panels: { series: { title: string }[] }[] };
    expect(panels.map(({ series }) => series.map(({ title }) => title))).toEqual([
      ['encoderLearningRate = 0.0001', 'encoderLearningRate = 0.0003'],
    ]);
    const rows = await pageOf(one.path, other.path, '--facet', 'encoderLearningRate');
    expect(textOf(rows, 'values')).toContain('C = 3, optimiser.encoderLearningRate = 0.0003');
  });

  test('has findings where there are pairs of runs for them, and none elsewhere', async () => {
    const about = textOf(await pageOf(results.path), 'findings');
    expect(about).toContain('REINFORCE LOO is better than ARS and ARSM');
    expect(about).toContain('No pair of runs speaks of: ');
    const alone = new ResultsFolder();
    alone.seed('ars-c3/seed-0');
    alone.seed('ars-c3/seed-1');
    expect(textOf(await pageOf(alone.path), 'findings').trim()).toBe('');
  });
});
