import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import {
  accessibility,
  hover,
  launchBrowser,
  openPage,
  whyNoBrowser,
} from '../../support/figures/browser.ts';
import { metricsCsv, ResultsFolder } from '../../support/figures/results-folder.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const reason = whyNoBrowser();
const folder = sharedFolder();
const results = join(packageRoot, 'docs', 'reproduction', 'figure1-short');
const file = join(folder, 'report.html');
const address = pathToFileURL(file).href;

const choose = async (page: Page, one: string, other: string) => {
  await page.getByLabel('First estimator').selectOption(one);
  await page.getByLabel('Second estimator').selectOption(other);
};

const fragment = (page: Page) => page.evaluate<string>('location.hash');

describe.skipIf(reason !== undefined)(
  `choices of the report in Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    let browser: Browser;
    const open = async (hash = '', more: object = {}) =>
      openPage(browser, `${address}${hash}`, more);

    beforeAll(async () => {
      browser = await launchBrowser();
      expect((await vaeBench('report', results, '-o', file)).exitCode).toBe(0);
    }, 600_000);

    afterAll(async () => {
      await browser.close();
    });

    test('the difference of two estimators ends with what the table compares', async () => {
      const { page, complaints } = await open();
      await choose(page, 'ARS+', 'ARS');
      const printed = await vaeBench(
        ...['table', results, '--compare', 'ars+,ars', '--metric', 'test_bound'],
      );
      const [, interval = ''] = /^C = 10 .*(\+\S+ {2,}\[.*?\])/m.exec(printed.stdout) ?? [];
      expect(interval).toMatch(/^\+/);
      // The second chart of the first row: test bound at C = 10, over the same three seeds.
      const text = await hover(page, '#differences', 1, 0.99);
      expect(text.replaceAll(/\s+/g, ' ')).toBe(
        `steps: 5000 difference ${interval.replaceAll(/\s+/g, ' ')}, n = 3`,
      );
      expect(await page.locator('#differences .chart').nth(1).getAttribute('aria-label')).toBe(
        'C = 10, paired difference, nats in test bound: ARS+ (10) vs ARS (10)',
      );
      expect(complaints).toEqual([]);
    });

    test('says why where there is nothing to compare, and has the values as CSV', async () => {
      const { page } = await open();
      await choose(page, 'ARM', 'ARS');
      const shown = page.locator('#differences');
      expect(await shown.getByText('There is no run of ARM here.').count()).toBe(3);
      expect(await shown.locator('.u-over').count()).toBe(3);
      const button = shown.getByRole('button', { name: 'Download CSV: Paired difference' });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      expect(download.suggestedFilename()).toBe(
        'figure1-short-paired-difference-arm-and-ars-c-2.csv',
      );
      const [heading = [], ...rows] = parse(
        await (await download.createReadStream()).toArray().then(String),
      );
      expect(heading.slice(0, 6)).toEqual(['where', 'metric', 'one', 'other', 'step', 'n']);
      // Five steps in three metrics.
      expect(rows).toHaveLength(15);
      await choose(page, 'ARS', 'ARS');
      expect(await shown.getByText('No two runs of ARS and ARS differ').count()).toBe(4);
    });

    test('estimators without a seed in common have no pair', async () => {
      const apart = new ResultsFolder();
      apart.seed('ars-c3/seed-0', { metrics: metricsCsv([{ step: 1 }, { step: 2 }]) });
      apart.seed('ars+-c3/seed-1', { metrics: metricsCsv([{ step: 1 }, { step: 2 }]) });
      const out = join(folder, 'apart.html');
      expect((await vaeBench('report', apart.path, '-o', out)).exitCode).toBe(0);
      const { page } = await openPage(browser, pathToFileURL(out).href);
      expect(await page.locator('#differences').innerText()).toMatch(
        /ARS\+? and ARS\+? have no seed in common: there is no pair to compare\./,
      );
      rmSync(out);
    });

    test('a link leads to what is shown, by keyboard alone', async () => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      const { page } = await open('', { permissions });
      await page.getByLabel('x axis').focus();
      await page.keyboard.type('eval');
      await page.getByLabel('Metric').focus();
      await page.keyboard.type('test');
      await page.getByLabel('ARSM+', { exact: true }).focus();
      await page.keyboard.press('Space');
      await page.getByLabel('Second estimator').focus();
      await page.keyboard.type('DisARM');
      expect(await fragment(page)).toMatch(
        /^#x=evaluations&metric=test_bound&hide=ARSM%2B&pair=REINFORCE\+LOO&pair=DisARM$/,
      );
      await page.getByRole('button', { name: 'Copy link' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Link copied.').waitFor();
      const link = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(link).toBe(`${address}${await fragment(page)}`);
      const other = (await openPage(browser, link)).page;
      expect(await other.getByLabel('x axis').inputValue()).toBe('evaluations');
      expect(await other.getByLabel('ARSM+', { exact: true }).isChecked()).toBe(false);
      const parts = ['#charts', '#differences'];
      for (const part of parts) {
        expect(await other.locator(part).innerText()).toBe(await page.locator(part).innerText());
      }
    });

    test('zooming is part of the link, and resetting everything leaves none', async () => {
      const { page } = await open('#zoom=2000,4000,C+%3D+10');
      expect(await hover(page, '#charts', 0, 0.01)).toMatch(/^steps: 2000\n/);
      expect(await hover(page, '#charts', 3, 0.01)).toMatch(/^steps: 1000\n/);
      const plot = page.locator('#differences .u-over').first();
      await plot.scrollIntoViewIfNeeded();
      const box = (await plot.boundingBox())!;
      await page.mouse.move(box.x + 0.5 * box.width, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + 0.9 * box.width, box.y + 20, { steps: 4 });
      await page.mouse.up();
      expect(await fragment(page)).toMatch(/zoom=[\d.]+%2C[\d.]+%2Cdifference%2C\+C\+%3D\+10/);
      await page.getByRole('button', { name: 'Reset zoom' }).click();
      expect(await fragment(page)).toBe('');
    });

    test('garbage in the address is ignored, and the name of a section leads to it', async () => {
      const { page, complaints } = await open('#x=hours&zoom=9,1,C&pair=nobody&pair=else&hide=who');
      expect(await page.getByLabel('x axis').inputValue()).toBe('steps');
      expect(await page.locator('#charts .u-over').count()).toBe(12);
      expect(await page.locator('#differences').innerText()).toContain('There is no run of nobody');
      await page.evaluate('location.hash = "runs"');
      expect(await page.getByLabel('First estimator').inputValue()).toBe('nobody');
      await page.evaluate('location.hash = "x=seconds"');
      await expect.poll(() => page.getByLabel('x axis').inputValue()).toBe('seconds');
      expect(complaints).toEqual([]);
    });

    test('one scale for all rows shows the same axis in each', async () => {
      const { page } = await open('#scale=common&metric=test_bound');
      const axes = page.locator('#charts .uplot');
      const first = axes.first();
      await first.scrollIntoViewIfNeeded();
      const picture = async (at: number) => {
        await axes.nth(at).scrollIntoViewIfNeeded();
        const box = (await axes.nth(at).boundingBox())!;
        return page.screenshot({ clip: { x: box.x, y: box.y, width: 50, height: box.height } });
      };
      expect((await picture(0)).equals(await picture(3))).toBe(true);
      await page.getByLabel('y scale').selectOption('of each row');
      expect((await picture(0)).equals(await picture(3))).toBe(false);
    });

    test.each([390, 768, 1280])(
      'is accessible at %i pixels with everything chosen',
      async (width) => {
        const viewport = { width, height: 900 };
        const chosen = '#x=seconds&metric=grad_variance&pair=ARS%2B&pair=ARS';
        const { page } = await open(chosen, { viewport, colorScheme: 'dark' });
        await hover(page, '#differences', 0, 0.5);
        expect((await accessibility(page)).violations).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      },
    );
  },
);
