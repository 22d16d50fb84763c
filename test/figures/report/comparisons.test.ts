import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comparisonSection } from '../../../src/figures/report/comparison-section.ts';
import { readFolders } from '../../../src/figures/folders.ts';
import { readResults, readRunsOrComparisons } from '../../../src/figures/results.ts';
import { fingerprint } from '../../../src/figures/watch/fingerprint.ts';
import { expectUserError, vaeBench } from '../../support/cli/vae-bench.ts';
import { alongPoints } from '../../support/comparisons/along-points.ts';
import { writeComparison } from '../../support/comparisons/comparison-folder.ts';
import {
  crowdedComparison,
  syntheticComparison,
} from '../../support/comparisons/synthetic-comparison.ts';
import {
  accessibility,
  launchBrowser,
  openPage,
  whyNoBrowser,
} from '../../support/figures/browser.ts';
import { ResultsFolder } from '../../support/figures/results-folder.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const textOf = (markup: string) => markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the section of comparisons', () => {
  let results: ResultsFolder;

  beforeEach(() => {
    results = new ResultsFolder();
    results.seed('ars-c3/seed-0');
  });

  const markup = async () => (await comparisonSection(readResults(results.path).comparisons)).text;

  test('says how to have one while there is none', async () => {
    expect(textOf(await markup())).toContain('vae-bench compare with a run’s folder');
  });

  test('shows comparisons wherever they are, each with its place, summary, figures and tables', async () => {
    writeComparison(results.join('compare-500'));
    writeComparison(results.join('ars-c3/seed-0/compare'));
    writeComparison(results.join('along/figure/ars-c3/seed-0/step-500'));
    expect(readResults(results.path).comparisons.map(({ path }) => path)).toEqual([
      ...['along/figure/ars-c3/seed-0/step-500', 'ars-c3/seed-0/compare', 'compare-500'],
    ]);
    const page = await markup();
    const text = textOf(page);
    expect(text).toContain(
      'After 500 steps of ars+, seed 0, C = 10, V = 20; one batch of 200 images',
    );
    expect(text).toContain('Bias was found in Gumbel-softmax (76 %).');
    expect(text).toContain('3.66 [3.29, 4.03]');
    expect(text).toContain('none found above 8.0 %');
    // A wide and a narrow figure of each of two kinds.
    expect(page.match(/<svg /g)).toHaveLength(3 * 4);
    // Where there are several, they are a list.
    expect(page).not.toMatch(/<details[^>]* open/);
  });

  test('calls a comparison whose folder is the one that was read by its name', () => {
    writeComparison(results.join('compare-500'));
    const [alone] = readResults(results.join('compare-500')).comparisons;
    expect(alone).toMatchObject({ path: 'compare-500', folder: results.join('compare-500') });
    const folders = [results.join('compare-500'), results.join('ars-c3')];
    const both = readFolders(folders, undefined, readRunsOrComparisons);
    expect(both.comparisons.map(({ path }) => path)).toEqual(['compare-500']);
  });

  test('has a comparison’s whole tables as CSV, in the columns of the command', async () => {
    writeComparison(results.join('compare'));
    const [csv = ''] = /"estimator,part,variance,.*?(?=<\/script)/s.exec(await markup()) ?? [];
    expect(csv).toContain(String.raw`\nars+,encoder,177,`);
  });

  test('names what is damaged or no comparison, and shows the others', async () => {
    writeComparison(results.join('compare-1'), '{"version": "0.2.0", "point": ');
    writeComparison(results.join('compare-2'), '{"name": "something else"}');
    writeComparison(results.join('compare-3'), syntheticComparison, 'torn');
    const text = textOf(await markup());
    expect(text).toContain('compare-1: compare.json is not JSON, or torn (left out)');
    expect(text).toMatch(/compare-2: compare\.json has no valid version, .* \(left out\)/);
    expect(text).toContain('compare-3: compare-timing.json is not JSON, or torn');
    expect(text).toContain('compare-3: after 500 steps');
    expect(text).toContain('No times are known');
  });

  test('shows variance and bias against the step, of runs that are compared at several', async () => {
    for (const point of alongPoints) {
      const { experiment, run, seed, step } = point;
      const place = results.join('along', experiment, run, seed, `step-${step}`);
      writeComparison(place, point.comparison);
    }
    writeComparison(results.join('along/quick/ars-c3/seed-0/step-500'));
    const page = await markup();
    const text = textOf(page);
    expect(page.match(/<h3>Along the training of/g)).toHaveLength(2);
    expect(text).toContain('Along the training of figure1/ars+-c10 ');
    expect(text).toContain('Means over seeds, with Student’s intervals of 95 % over seeds.');
    // Step 9,000 has one seed of two.
    expect(text).toContain('Not at all seeds, and left out: 9,000.');
    // A single step makes no line.
    expect(text).not.toContain('Along the training of quick/');
  });

  test('is new when a comparison is, and draws nothing anew that is the same', async () => {
    const before = fingerprint(results.path);
    writeComparison(results.join('compare'));
    expect(fingerprint(results.path)).not.toBe(before);
    const read = () => readResults(results.path).comparisons;
    expect(await comparisonSection(read())).toEqual(await comparisonSection(read()));
  });
});

test('vae-bench report makes a page of comparisons alone, and refuses a folder without any', async () => {
  const alone = new ResultsFolder();
  writeComparison(alone.join('compare'));
  const made = await vaeBench('report', alone.path, '-o', alone.join('report.html'));
  expect({ ...made }).toMatchObject({ exitCode: 0, stderr: '' });
  const none = await vaeBench('report', new ResultsFolder().path, '-o', alone.join('none.html'));
  expectUserError(none, 2);
});

const reason = whyNoBrowser();

describe.skipIf(reason !== undefined)(
  `a page with comparisons in Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    const folder = sharedFolder();
    const file = join(folder, 'report.html');
    const address = pathToFileURL(file).href;
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchBrowser();
      writeComparison(join(folder, 'results', 'compare'));
      writeComparison(join(folder, 'results', 'crowd'), crowdedComparison);
      const made = await vaeBench('report', join(folder, 'results'), '-o', file);
      expect([made.exitCode, made.stderr]).toEqual([0, '']);
    }, 600_000);

    afterAll(async () => {
      await browser.close();
    });

    const shown = (page: Page, kind: string) => page.locator(`.picture.${kind}:visible`).count();

    test.each([
      ['light', 1280, 'wide'],
      ['dark', 1280, 'wide'],
      ['light', 768, 'narrow'],
      ['dark', 390, 'narrow'],
    ] as const)(
      'shows figures that fit and is accessible in %s at %i pixels',
      async (colorScheme, width, kind) => {
        const viewport = { width, height: 800 };
        const { page, requests, complaints } = await openPage(browser, address, {
          colorScheme,
          viewport,
        });
        await page.evaluate(
          'for (const one of document.querySelectorAll("details")) one.open = true',
        );
        expect(await shown(page, kind)).toBe(4);
        expect(await shown(page, kind === 'wide' ? 'narrow' : 'wide')).toBe(0);
        // Letters of 12 pixels, shrunk by a fifth at most.
        const scales = await page.evaluate<number[]>(
          '[...document.querySelectorAll(".picture svg")].filter((one) => one.clientWidth > 0)' +
            '.map((one) => one.clientWidth / one.viewBox.baseVal.width)',
        );
        expect(Math.min(...scales)).toBeGreaterThan(0.8);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          width,
        );
        const { violations, passed } = await accessibility(page);
        expect(violations).toEqual([]);
        expect(passed).toContain('color-contrast');
        expect([requests, complaints]).toEqual([[address], []]);
      },
    );

    test('has the text of figures in the colours of the reader’s scheme', async () => {
      const colours = ['light', 'dark'].map(async (scheme) => {
        const { page } = await openPage(browser, address, {
          colorScheme: scheme as 'light' | 'dark',
        });
        return page.evaluate<string>(
          'getComputedStyle(document.querySelector(".picture.wide text")).fill',
        );
      });
      expect(await Promise.all(colours)).toEqual(['rgb(28, 31, 36)', 'rgb(230, 233, 238)']);
    });

    test('shows figures and tables without JavaScript', async () => {
      const { page } = await openPage(browser, address, { javaScriptEnabled: false });
      expect(await page.locator('.picture.wide:visible svg').count()).toBe(4);
      expect(
        await page.getByRole('rowheader', { name: 'Gumbel-softmax', exact: true }).count(),
      ).toBe(2);
    });

    test('nothing that compare.json says becomes markup or script', async () => {
      const hostile = '</script><img src="x" onerror="alert(1)">&"\'<!--';
      const [first] = syntheticComparison.estimators;
      const { point } = syntheticComparison;
      writeComparison(join(folder, 'hostile', 'compare'), {
        ...syntheticComparison,
        ...{ version: hostile, backend: hostile, point: { ...point, estimator: hostile } },
        estimators: [{ ...first!, label: hostile, title: hostile, name: hostile }],
      });
      const out = join(folder, 'hostile.html');
      const made = await vaeBench('report', join(folder, 'hostile'), '-o', out);
      expect([made.exitCode, made.stderr]).toEqual([0, '']);
      const { page, complaints } = await openPage(browser, pathToFileURL(out).href);
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect(await page.getByRole('rowheader').first().innerText()).toBe(hostile);
      expect(complaints).toEqual([]);
    });
  },
);
