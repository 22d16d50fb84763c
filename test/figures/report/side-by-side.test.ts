import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import {
  accessibility,
  launchBrowser,
  openPage,
  whyNoBrowser,
} from '../../support/figures/browser.ts';
import { configOf, metricsCsv, ResultsFolder } from '../../support/figures/results-folder.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const reason = whyNoBrowser();
const folder = sharedFolder();
const file = join(folder, 'report.html');

/** Two experiments: the bounds of the second lie far below those of the first, and it has no C = 5. */
function experiments(): readonly string[] {
  const results = new ResultsFolder(join(folder, 'results'));
  const run = (place: string, level: number, encoderLearningRate: number) => {
    const metrics = [1, 2, 3, 4].map((step) => ({ step, bound: level - 10 / step }));
    const [, name = ''] = place.split('/');
    const config = configOf(name, { optimiser: { encoderLearningRate }, steps: 4 });
    for (const seed of [0, 1]) {
      results.seed(`${place}/seed-${seed}`, { config, metrics: metricsCsv(metrics) });
    }
  };
  for (const name of ['ars-c3', 'ars+-c3', 'ars-c5']) run(`near/${name}`, -10, 1e-3);
  for (const name of ['ars-c3', 'ars+-c3']) run(`far/${name}`, -400, 1e-4);
  return [results.join('near'), results.join('far')];
}

describe.skipIf(reason !== undefined)(
  `several folders in Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchBrowser();
      const { exitCode, stderr } = await vaeBench('report', ...experiments(), '-o', file);
      expect([exitCode, stderr]).toEqual([0, '']);
    }, 600_000);

    afterAll(async () => {
      await browser.close();
    });

    const open = async (more: object = {}) =>
      (await openPage(browser, pathToFileURL(file).href, more)).page;

    /** The chart of the test bound of C = 3 of each folder. */
    const chart = (page: Page, name: string) =>
      page.locator(`#charts .chart[aria-label^="C = 3, ${name}, test bound"]`);

    const axisOf = async (page: Page, name: string) => {
      await chart(page, name).scrollIntoViewIfNeeded();
      const box = (await chart(page, name).boundingBox())!;
      return page.screenshot({ clip: { x: box.x, y: box.y, width: 52, height: box.height - 30 } });
    };

    test('stand side by side with one scale, and one zoom', async () => {
      const page = await open();
      const [near, far] = [chart(page, 'near'), chart(page, 'far')];
      const [one, other] = [(await near.boundingBox())!, (await far.boundingBox())!];
      expect(one.y).toBe(other.y);
      expect(other.x).toBeGreaterThan(one.x + one.width);
      expect((await axisOf(page, 'near')).equals(await axisOf(page, 'far'))).toBe(true);
      const plot = near.locator('.u-over');
      const box = (await plot.boundingBox())!;
      await page.mouse.move(box.x + 0.6 * box.width, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.95 * box.width, box.y + 20, { steps: 4 });
      await page.mouse.up();
      // Of the steps 1 to 4 the first half is out of sight, in both.
      const away = (await far.locator('.u-over').boundingBox())!;
      await page.mouse.move(away.x + 2, away.y + 20);
      expect(await far.locator('.tooltip').innerText()).toMatch(/^steps: 3\n/);
      expect((await axisOf(page, 'near')).equals(await axisOf(page, 'far'))).toBe(true);
      expect(await page.locator('#charts').getByText('There are no such runs here.').count()).toBe(
        1,
      );
    });

    test('have summaries, tables and differences of their own', async () => {
      const page = await open();
      const summary = await page.locator('#summary').innerText();
      expect(summary).toMatch(/near\n+encoderLearningRate = 0\.001\n/);
      expect(summary).toMatch(/far\n+encoderLearningRate = 0\.0001\n/);
      const captions = await page.locator('#values caption').allInnerTexts();
      expect(captions).toEqual(['C = 5, near', 'C = 3, near', 'C = 3, far']);
      expect(await page.locator('#values').getByText('far has no such runs.').count()).toBe(1);
      expect(await page.locator('#differences h4').allInnerTexts()).toEqual([
        ...['near', 'far', 'near', 'far'],
      ]);
      const papers = (await page.locator('#findings h3').allInnerTexts()).join();
      expect(papers).toMatch(/\(near\).*\(far\)/);
    });

    test.each([
      [390, 'light'],
      [768, 'dark'],
      [1280, 'light'],
    ] as const)('fit and are accessible at %i pixels in %s', async (width, colorScheme) => {
      const page = await open({ viewport: { width, height: 900 }, colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.evaluate(
        'for (const one of document.querySelectorAll("details")) one.open = true',
      );
      expect((await accessibility(page)).violations).toEqual([]);
      const [one, other] = [
        (await chart(page, 'near').boundingBox())!,
        (await chart(page, 'far').boundingBox())!,
      ];
      // On a phone the second stands below the first.
      expect(other.y > one.y).toBe(width === 390);
    });

    test('have images that tell them apart where there are no scripts', async () => {
      const page = await open({ javaScriptEnabled: false });
      for (const name of ['near', 'far']) {
        expect(await page.getByAltText(`${name}, C = 3: test bound of`).count()).toBe(1);
      }
    });
  },
);
