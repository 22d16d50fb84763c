import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { posteriorSection } from '../../../src/figures/report/posterior-section.ts';
import { fingerprint } from '../../../src/figures/watch/fingerprint.ts';
import { readResults } from '../../../src/figures/results.ts';
import type { PosteriorRecord } from '../../../src/run-files/posterior-file.ts';
import { vaeBench } from '../../support/cli/vae-bench.ts';
import {
  accessibility,
  launchBrowser,
  openPage,
  whyNoBrowser,
} from '../../support/figures/browser.ts';
import { ResultsFolder } from '../../support/figures/results-folder.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const drawn = join(import.meta.dirname, '..', '..', 'training', 'references', 'samples.png');

/** Two variables of three categories; the second is unused, and so is a category of the first. */
const posterior = (more: Partial<PosteriorRecord> = {}): PosteriorRecord => ({
  ...{ step: 2, checkpoint_sha256: 'f'.repeat(64), backend: 'b', version: '0.2.0' },
  images: { data: 'mnist', part: 'test', count: 10_000 },
  ...{ categories: 3, entropy: 1.4, kl: 0.75, mutual_information: 0.5 },
  ...{ unused_categories: 1, unused_variables: [1] },
  variables: [
    {
      ...{ entropy: 0.4, kl: 0.625, mutual_information: 0.5 },
      ...{ probabilities: [0.75, 0.249, 0.001], most_probable: [0.8, 0.2, 0], unused: [2] },
    },
    {
      ...{ entropy: 1, kl: 0.125, mutual_information: 0 },
      ...{ probabilities: [0.5, 0.25, 0.25], most_probable: [1, 0, 0], unused: [] },
    },
  ],
  picture: { seed: 0, images: 5, variable: 0 },
  ...more,
});

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
});

/** A run that `vae-bench samples` has seen. */
function measured(place: string, record: object | string = posterior()): string {
  const folder = results.seed(place);
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  writeFileSync(join(folder, 'posterior.json'), text);
  cpSync(drawn, join(folder, 'samples.png'));
  return folder;
}

const markup = (live = false) => posteriorSection(readResults(results.path).seeds, live).text;
const textOf = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
const pictures = (page: string) => page.match(/<img\s/g)?.length ?? 0;

describe('what the models have learned, in a report', () => {
  test('is a row for each run that was measured, its variables, and its picture', () => {
    measured('ars-c3/seed-0');
    results.seed('ars+-c3/seed-0');
    const text = textOf(markup());
    // The mean entropy is that of a variable: 1.4 / 2.
    expect(text).toContain('ars-c3/seed-0 2 0.700 1.099 0.750 0.500 1 of 6 1 ');
    expect(text).toContain(' 0 0.400 0.625 0.500 2 ');
    expect(text).toContain(' 1 1.000 0.125 0.000 none ');
    expect(text).not.toContain('ars+');
    expect(markup()).toContain('aria-label="75.0 %, 24.9 %, 0.1 %"');
    expect(pictures(markup())).toBe(1);
  });

  test('is a hint where nothing was measured, and nothing without runs', () => {
    expect(markup()).toBe('');
    results.seed('ars-c3/seed-0');
    expect(textOf(markup())).toMatch(/vae-bench samples with this folder draws reconstructions/);
  });

  test('says when the run has gone on since', () => {
    measured('ars-c3/seed-0', posterior({ step: 1 }));
    expect(textOf(markup())).toContain('ars-c3/seed-0 1 (the run is at 2) ');
  });

  test('names what is damaged, which is no damage of the run', () => {
    measured('ars-c3/seed-0', '{"step": ');
    measured('ars-c3/seed-1', { ...posterior(), kl: 'much' });
    const text = textOf(markup());
    expect(text).toContain('ars-c3/seed-0: posterior.json is not JSON, or torn (left out)');
    expect(text).toContain('ars-c3/seed-1: posterior.json has no valid kl (left out)');
    expect(readResults(results.path).damages).toEqual([]);
  });

  test('shows no file that is no picture', () => {
    const folder = measured('ars-c3/seed-0');
    writeFileSync(join(folder, 'samples.png'), '<script>');
    expect(pictures(markup())).toBe(0);
  });

  test('shows pictures of the first seed of each series, twelve at most, none while watching', () => {
    measured('ars-c3/seed-0');
    measured('ars-c3/seed-1');
    for (let at = 0; at < 6; at += 1) measured(`ars-c3-v${at}/seed-0`);
    expect(pictures(markup())).toBe(7);
    expect(textOf(markup())).toContain('Pictures are those of the first seed of each series');
    for (let at = 6; at < 20; at += 1) measured(`ars-c3-v${at}/seed-0`);
    expect(pictures(markup())).toBe(12);
    expect(pictures(markup(true))).toBe(0);
    expect(textOf(markup(true))).toContain('vae-bench report has the pictures.');
  });

  test('is seen by a page that watches', () => {
    const folder = results.seed('ars-c3/seed-0');
    const before = fingerprint(results.path);
    writeFileSync(join(folder, 'posterior.json'), JSON.stringify(posterior()));
    expect(fingerprint(results.path)).not.toBe(before);
  });
});

const reason = whyNoBrowser();
const folder = sharedFolder();

describe.skipIf(reason !== undefined)(`in Chromium${reason ? ` (${reason})` : ''}`, () => {
  let browser: Browser;
  const file = join(folder, 'report.html');

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 600_000);

  afterAll(async () => {
    await browser.close();
  });

  test('it fits, is accessible, and asks for nothing at every width, light and dark', async () => {
    measured('ars-c3/seed-0');
    const { exitCode, stderr } = await vaeBench('report', results.path, '-o', file);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const [width, colorScheme] of [
      [390, 'light'],
      [768, 'dark'],
      [1280, 'light'],
    ] as const) {
      const viewport = { width, height: 900 };
      const address = pathToFileURL(file).href;
      const opened = await openPage(browser, address, { viewport, colorScheme });
      const { page } = opened;
      await page.getByText('ars-c3/seed-0: pictures and variables').click();
      const image = page.locator('#models img');
      await image.scrollIntoViewIfNeeded();
      // Its letters stay legible; where it does not fit, it scrolls in a region of its own.
      expect((await image.boundingBox())!.width).toBeGreaterThanOrEqual(Math.min(width, 600));
      const region = (await page.locator('#models .scroll:has(img)').boundingBox())!;
      expect(region.x + region.width).toBeLessThanOrEqual(width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect((await accessibility(page)).violations).toEqual([]);
      expect([opened.requests, opened.complaints]).toEqual([[address], []]);
      await page.context().close();
    }
  }, 120_000);
});
