import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { html } from '../../../src/figures/report/html.ts';
import { tableBlock } from '../../../src/figures/report/table-block.ts';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import { launchBrowser, openPage, whyNoBrowser } from '../../support/figures/browser.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const results = join(packageRoot, 'docs', 'reproduction', 'figure1-short');
const folder = sharedFolder();
const file = join(folder, 'report.html');

const printed = async (...args: readonly string[]) =>
  (await vaeBench(...args, '--format', 'csv')).stdout;

test('a block holds the values of its tables, hostile texts too, and no end of a script', () => {
  const hostile = '</script><!-- "a, b\nc';
  const columns = ['name', 'value'];
  const cells = [
    [hostile, 1 / 3],
    [null, null],
  ] as const;
  const { text } = tableBlock('A <b>', html`<table></table>`, { columns, cells });
  expect(text).toContain('data-file="a-b"');
  expect(text).toContain('aria-label="Copy CSV: A &lt;b&gt;"');
  expect(text.match(/<\/?script/g)).toHaveLength(2);
  const [, json = ''] = /application\/json">(.*?)<\/script>/s.exec(text) ?? [];
  // A text of a file stands within a line.
  expect(parse(String(JSON.parse(json)))).toEqual([
    columns,
    [hostile.replace('\n', String.raw`\u000a`), '0.3333333333333333'],
    ['', ''],
  ]);
});

const reason = whyNoBrowser();

describe.skipIf(reason !== undefined)(
  `tables of the report in Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchBrowser();
      expect((await vaeBench('report', results, '-o', file)).exitCode).toBe(0);
    }, 600_000);

    afterAll(async () => {
      await browser.close();
    });

    const open = async (page?: object) =>
      (await openPage(browser, pathToFileURL(file).href, page)).page;

    const VALUES = 'Final values, C = 5';

    test('every table has buttons that copy and save it, by keyboard too', async () => {
      const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
      const tables = await page.locator('.scroll table').count();
      expect(tables).toBeGreaterThan(6);
      expect(await page.locator('.table > .csv').count()).toBe(tables);
      await page.getByRole('button', { name: `Copy CSV: ${VALUES}` }).focus();
      await page.keyboard.press('Enter');
      // Six series in three metrics.
      await page.getByText(/^Copied: CSV with 18 rows\.$/).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      // The same bytes as those of the command, numbers with all their digits.
      expect(copied).toBe(await printed('table', results, '--categories', '5'));
    });

    /** What a paste gives. */
    async function pasted(page: Page): Promise<string> {
      await page.evaluate('document.body.prepend(document.createElement("textarea"))');
      await page.locator('textarea').focus();
      await page.keyboard.press('Control+V');
      return page.locator('textarea').inputValue();
    }

    test('a page without a clipboard copies all the same, and keeps the focus', async () => {
      const page = await open();
      await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
      const button = page.getByRole('button', { name: `Copy CSV: ${VALUES}` });
      await button.click();
      await page.getByText(/^Copied: /).waitFor();
      const focused = await page.evaluate('document.activeElement.ariaLabel');
      expect(focused).toBe(await button.getAttribute('aria-label'));
      expect(await pasted(page)).toBe(await printed('table', results, '--categories', '5'));
    });

    test('a download is named after the page and the table', async () => {
      const page = await open();
      const summary = page.locator('#findings summary').first();
      await summary.click();
      const button = page.getByRole('button', { name: /^Download CSV: Comparisons: ARS\+ is/ });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      expect(download.suggestedFilename()).toBe(
        'figure1-short-comparisons-ars+-is-better-than-ars-for-every-c.csv',
      );
      const saved = readFileSync(await download.path(), 'utf8');
      const [, ...rows] = parse(saved);
      const all = await printed('findings', results);
      const [, ...expected] = parse(all).filter(([, claim]) => claim !== undefined);
      expect(rows).toEqual(expected.filter((row) => row[1] === 'ars+ over ars'));
    });

    test('there are no buttons without scripts', async () => {
      const page = await open({ javaScriptEnabled: false });
      expect(await page.locator('.csv').first().isVisible()).toBe(false);
    });
  },
);
