import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import { launchBrowser, openPage, whyNoBrowser } from '../../support/figures/browser.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const reason = whyNoBrowser();
const folder = sharedFolder();
const results = join(packageRoot, 'docs', 'reproduction', 'figure1-short');
const file = join(folder, 'report.html');

const plot = (page: Page, at: number) => page.locator('.u-over').nth(at);
const tooltip = (page: Page, at: number) => page.locator('.tooltip').nth(at);

/** Points at a place of a chart, in shares of its width. */
async function point(page: Page, at: number, share: number): Promise<void> {
  const box = (await plot(page, at).boundingBox())!;
  await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
}

/** Whether two boxes on the page share a point. */
function overlap(
  one: { x: number; y: number; width: number; height: number },
  other: { x: number; y: number; width: number; height: number },
): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** The axis labels of a chart are drawn: its picture tells whether its scale is another one. */
const axisOf = async (page: Page, at: number) => {
  const box = (await page.locator('.uplot').nth(at).boundingBox())!;
  const over = (await plot(page, at).boundingBox())!;
  const clip = { x: box.x, y: box.y, width: over.x - box.x, height: box.height };
  return page.screenshot({ clip });
};

describe.skipIf(reason !== undefined)(
  `the charts of the report in Chromium${reason ? ` (${reason})` : ''}`,
  () => {
    let browser: Browser;
    const open = async (viewport?: { width: number; height: number }) =>
      (await openPage(browser, pathToFileURL(file).href, viewport && { viewport })).page;

    beforeAll(async () => {
      browser = await launchBrowser();
      expect((await vaeBench('report', results, '-o', file)).exitCode).toBe(0);
    }, 600_000);

    afterAll(async () => {
      await browser.close();
    });

    test('estimators that are switched off leave legends, both scales and what charts are called', async () => {
      const page = await open();
      await plot(page, 1).scrollIntoViewIfNeeded();
      const legend = page.locator('.legend').first();
      expect(await legend.innerText()).toContain('ARS (10)');
      const before = await axisOf(page, 1);
      // The two lowest test bounds: without them the scale begins higher.
      for (const name of ['ARS', 'ARS+']) await page.getByLabel(name, { exact: true }).uncheck();
      expect(await legend.innerText()).not.toMatch(/ARS\+? \(10\)/);
      expect(await legend.innerText()).toContain('ARSM (46)');
      expect(await page.locator('.chart').nth(1).getAttribute('aria-label')).not.toContain('ARS (');
      await page.mouse.move(5, 5);
      expect(before.equals(await axisOf(page, 1))).toBe(false);
      // Along evaluations the dear ones reach furthest: 46 × 200 × 5,000; ARS of cost 10 ends at 10 million.
      await page.getByLabel('x axis').selectOption('evaluations');
      await page.getByLabel('ARS', { exact: true }).check();
      for (const name of ['ARSM', 'ARSM+', 'REINFORCE LOO'])
        await page.getByLabel(name, { exact: true }).uncheck();
      await point(page, 1, 0.999);
      expect(await tooltip(page, 1).innerText()).toMatch(
        /^evaluations of f: (near )?(10M|10000000|9\.9\d+M)\n/,
      );
      for (const box of await page.locator('#estimators input').all()) await box.uncheck();
      expect(await page.locator('#charts .legend li').count()).toBe(0);
      expect(await page.locator('#charts .u-over').count()).toBe(12);
    });

    test('the charts of a row share the pointer, and others do not', async () => {
      const page = await open();
      await plot(page, 1).scrollIntoViewIfNeeded();
      await point(page, 1, 0.5);
      for (const at of [0, 1, 2]) {
        expect(await tooltip(page, at).innerText()).toMatch(/^steps: 3000\n/);
        const line = page.locator('.uplot').nth(at).locator('.u-cursor-x');
        expect(await line.getAttribute('class')).not.toContain('u-off');
      }
      expect(await tooltip(page, 3).isVisible()).toBe(false);
      await page.mouse.move(5, 5);
      for (const at of [0, 1, 2]) expect(await tooltip(page, at).isVisible()).toBe(false);
    });

    test.each([1280, 768, 390])(
      'at %i pixels what pointing shows lies beside the curves of its row, and on the screen',
      async (width) => {
        const page = await open({ width, height: 800 });
        for (const at of [0, 1, 2, 11]) {
          await plot(page, at).scrollIntoViewIfNeeded();
          for (const share of [0.02, 0.5, 0.98]) {
            await point(page, at, share);
            const box = (await tooltip(page, at).boundingBox())!;
            const own = (await plot(page, at).boundingBox())!;
            expect(overlap(box, own)).toBe(false);
            expect(box.x).toBeGreaterThanOrEqual(0);
            expect(box.x + box.width).toBeLessThanOrEqual(width);
            for (const other of [0, 1, 2].map((one) => 3 * Math.floor(at / 3) + one)) {
              if (!(await tooltip(page, other).isVisible())) continue;
              const beside = (await plot(page, other).boundingBox())!;
              expect(beside.y === own.y && overlap(box, beside)).toBe(false);
            }
          }
        }
      },
    );

    test('smoothing changes the lines, and no value that pointing shows', async () => {
      const page = await open();
      await plot(page, 1).scrollIntoViewIfNeeded();
      await point(page, 1, 0.99);
      const values = await tooltip(page, 1).innerText();
      await page.mouse.move(5, 5);
      const before = await plot(page, 1).screenshot();
      await page.getByLabel('Smoothing').selectOption('strong (0.97)');
      expect(before.equals(await plot(page, 1).screenshot())).toBe(false);
      await point(page, 1, 0.99);
      expect(await tooltip(page, 1).innerText()).toBe(values);
      await page.mouse.move(5, 5);
      await page.getByLabel('Smoothing').selectOption('none');
      expect(before.equals(await plot(page, 1).screenshot())).toBe(true);
    });

    test('a best value that is not told from the next is marked as a tie', async () => {
      const page = await open();
      const cells = page.locator('#values td', { has: page.getByText('tie', { exact: true }) });
      const texts = await cells.allInnerTexts();
      expect(texts.length).toBeGreaterThan(1);
      // Each tie is of two or more, one of which is bold.
      expect(await page.locator('#values td.best .tie').count()).toBeGreaterThan(0);
      expect(await page.locator('#values td:not(.best) .tie').count()).toBeGreaterThan(0);
      for (const text of texts) expect(text).toMatch(/± .* tie$/);
    });

    test('headings that are scrolled to are not below the bar of controls', async () => {
      const page = await open({ width: 1280, height: 800 });
      const bar = page.locator('#controls');
      const style = 'getComputedStyle(document.getElementById("controls")).position';
      expect(await page.evaluate(style)).toBe('sticky');
      for (const heading of await page.locator('#charts h3').all()) {
        const title = JSON.stringify(await heading.innerText());
        await page.evaluate(
          `[...document.querySelectorAll('#charts h3')].find((one) => one.textContent === ${title}).scrollIntoView()`,
        );
        const covered = (await bar.boundingBox())!;
        const place = (await heading.boundingBox())!;
        expect(place.y).toBeGreaterThanOrEqual(covered.y + covered.height);
        expect(place.y).toBeLessThan(800);
      }
      await page.goto(`${pathToFileURL(file).href}#runs`);
      const runs = (await page.locator('#runs h2').boundingBox())!;
      expect(runs.y).toBeGreaterThanOrEqual(0);
    });
  },
);
