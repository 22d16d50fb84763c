import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import {
  accessibility,
  hover,
  launchBrowser,
  openPage,
  whyNoBrowser,
} from '../../support/figures/browser.ts';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const reason = whyNoBrowser();
const folder = sharedFolder();
const results = join(packageRoot, 'docs', 'reproduction', 'figure1-short');
const file = join(folder, 'report.html');
const address = pathToFileURL(file).href;

/** The chart of a metric of C = 10, whose lines reach from step 1,000 to 5,000. */
const chart = (page: Page, column = 1) => page.locator('.u-over').nth(column);

/** Drags over a part of a chart, in shares of its width. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  await chart(page).scrollIntoViewIfNeeded();
  const box = (await chart(page).boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + to * box.width, y, { steps: 4 });
  await page.mouse.up();
}

/** Its column among the values of the page's table. */
const TEST_BOUND = 1;

/** The final value of an estimator at C = 10 as the page's table has it; columns as in its heading. */
const finalValue = (page: Page, label: string, column: number) =>
  page
    .locator('#values table')
    .first()
    .locator('tr', { has: page.getByRole('rowheader', { name: label, exact: true }) })
    .locator('td')
    .nth(column)
    .innerText()
    .then((text) => text.replace(/ tie$/, ''));

describe.skipIf(reason !== undefined)(
  `the report in Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchBrowser();
      const { exitCode, stderr } = await vaeBench('report', results, '-o', file);
      expect([exitCode, stderr]).toEqual([0, '']);
    }, 600_000);

    afterAll(async () => {
      await browser.close();
    });

    test('draws a chart per metric and C, asks for nothing, and complains of nothing', async () => {
      const { page, requests, complaints } = await openPage(browser, address);
      expect(await page.locator('#charts .u-over').count()).toBe(12);
      expect(await page.locator('#charts h3').allInnerTexts()).toEqual([
        'C = 10',
        'C = 5',
        'C = 3',
        'C = 2',
      ]);
      await hover(page, '#charts', 1, 0.5);
      await page.getByLabel('x axis').selectOption('evaluations');
      expect(requests).toEqual([address]);
      expect(complaints).toEqual([]);
    });

    test('pointing at a chart shows the values of all lines there', async () => {
      const { page } = await openPage(browser, address);
      const text = await hover(page, '#charts', 1, 0.99);
      expect(text).toMatch(/^steps: 5000\n/);
      for (const label of ['ARS (10)', 'ARS+ (10)', 'REINFORCE LOO (46)']) {
        const value = await finalValue(page, label, TEST_BOUND);
        expect(value).toMatch(/^-1\d\d\.\d\d ± \d\.\d\d$/);
        expect(text.replaceAll(/\s+/g, ' ')).toContain(`${label} ${value}`);
      }
      expect(await hover(page, '#charts', 1, 0.01)).toMatch(/^steps: 1000\n/);
      await page.mouse.move(5, 5);
      expect(await page.locator('.tooltip').nth(1).isHidden()).toBe(true);
    });

    test('estimators are switched off and on everywhere', async () => {
      const { page } = await openPage(browser, address);
      const before = await chart(page).screenshot();
      await page.getByLabel('ARS+', { exact: true }).uncheck();
      const text = await hover(page, '#charts', 1, 0.99);
      expect(text).not.toContain('ARS+ (10)');
      expect(text).toContain('ARS (10)');
      expect(await hover(page, '#charts', 0, 0.99)).not.toContain('ARS+ (10)');
      await page.mouse.move(5, 5);
      expect(before.equals(await chart(page).screenshot())).toBe(false);
      await page.getByLabel('ARS+', { exact: true }).check();
      expect(before.equals(await chart(page).screenshot())).toBe(true);
    });

    test('the x axis becomes evaluations or seconds', async () => {
      const { page } = await openPage(browser, address);
      await page.getByLabel('x axis').selectOption('evaluations');
      // The dearest line ends at 46 evaluations × 200 images × 5,000 steps = 46,000,000.
      const text = await hover(page, '#charts', 1, 0.99);
      expect(text).toMatch(/^evaluations of f: near 4[56]\.?\d*M\n/);
      // Of a line that has ended the last value is shown.
      expect(text.replaceAll(/\s+/g, ' ')).toContain(
        `REINFORCE LOO (10) ${await finalValue(page, 'REINFORCE LOO (10)', TEST_BOUND)}`,
      );
      await page.getByLabel('x axis').selectOption('seconds');
      expect(await hover(page, '#charts', 1, 0.5)).toMatch(/^seconds: near \d/);
    });

    test('dragging zooms in, and the button zooms out', async () => {
      const { page } = await openPage(browser, address);
      await drag(page, 0.6, 0.9);
      // The left end is near step 1,000 + 0.6 · 4,000 = 3,400 now; its nearest row is that of 3,000.
      expect(await hover(page, '#charts', 1, 0.01)).toMatch(/^steps: 3000\n/);
      // It outlives a switch, and is that of the whole row; another row is as it was.
      await page.getByLabel('ARM', { exact: true }).uncheck();
      expect(await hover(page, '#charts', 1, 0.01)).toMatch(/^steps: 3000\n/);
      expect(await hover(page, '#charts', 0, 0.01)).toMatch(/^steps: 3000\n/);
      await chart(page, 4).scrollIntoViewIfNeeded();
      expect(await hover(page, '#charts', 4, 0.01)).toMatch(/^steps: 1000\n/);
      await chart(page).scrollIntoViewIfNeeded();
      // A double click zooms the row out, wherever it is.
      await chart(page, 0).dblclick();
      expect(await hover(page, '#charts', 1, 0.01)).toMatch(/^steps: 1000\n/);
      await drag(page, 0.6, 0.9);
      expect(await hover(page, '#charts', 1, 0.01)).toMatch(/^steps: 3000\n/);
      await page.getByRole('button', { name: 'Reset zoom' }).click();
      expect(await hover(page, '#charts', 1, 0.01)).toMatch(/^steps: 1000\n/);
    });

    test.each([
      ['light', 1280],
      ['dark', 1280],
      ['light', 768],
      ['dark', 768],
      ['light', 390],
      ['dark', 390],
    ] as const)(
      'is accessible in %s at %i pixels, text contrast included',
      async (scheme, width) => {
        const viewport = { width, height: 800 };
        const { page } = await openPage(browser, address, { colorScheme: scheme, viewport });
        await page.evaluate(
          'for (const one of document.querySelectorAll("details")) one.open = true',
        );
        await hover(page, '#charts', 0, 0.5);
        const { violations, passed } = await accessibility(page);
        expect(violations).toEqual([]);
        expect(passed).toContain('color-contrast');
        // Nothing but tables, which scroll by themselves, is wider than the screen.
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          width,
        );
        const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
        expect(background).toBe(scheme === 'dark' ? 'rgb(22, 24, 29)' : 'rgb(255, 255, 255)');
      },
    );

    test('shows images and tables without JavaScript', async () => {
      const { page, requests } = await openPage(browser, address, { javaScriptEnabled: false });
      const images = page.getByRole('img');
      expect(await images.count()).toBe(12);
      for (const image of await images.all()) {
        expect(await image.getAttribute('alt')).toMatch(/^C = \d+: .* of .*REINFORCE LOO/);
        expect((await image.boundingBox())!.height).toBeGreaterThan(150);
      }
      expect(await page.locator('#controls').isHidden()).toBe(true);
      expect(await page.locator('#values table').count()).toBe(4);
      expect(requests).toEqual([address]);
    });

    test('nothing that files say becomes markup or script', async () => {
      const hostile = '</script><img src="x" onerror="alert(1)">&"\'<!--';
      const seed = join(folder, 'hostile', 'run-c3', 'seed-0');
      mkdirSync(seed, { recursive: true });
      const config = { estimator: hostile, categories: 3, batchSize: 1, steps: 2, note: hostile };
      writeFileSync(join(seed, 'config.json'), JSON.stringify(config));
      const header = 'step,epoch,function_evaluations,train_elbo,test_bound,grad_variance\n';
      writeFileSync(join(seed, 'metrics.csv'), `${header}1,0,3,-9,-8,0.5\n`);
      const record = {
        status: 'failed',
        reason: hostile,
        started: hostile,
        steps: 2,
        steps_done: 1,
      };
      writeFileSync(join(seed, 'run.json'), JSON.stringify({ ...record, host: hostile }));
      const out = join(folder, 'hostile.html');
      const made = await vaeBench('report', join(folder, 'hostile'), '-o', out, '--title', hostile);
      expect([made.exitCode, made.stderr]).toEqual([0, '']);
      for (const javaScriptEnabled of [true, false]) {
        const opened = await openPage(browser, pathToFileURL(out).href, { javaScriptEnabled });
        expect(await opened.page.title()).toBe(`${hostile} – vae-bench`);
        expect(await opened.page.locator('img[src="x"]').count()).toBe(0);
        expect(await opened.page.locator('#runs td').nth(2).innerText()).toBe(hostile);
        expect([opened.requests.length, opened.complaints]).toEqual([1, []]);
      }
    });
  },
);
