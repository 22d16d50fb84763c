import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { hasCommand, installPackages, whyNoInstalling } from '../debian.ts';

/** Why there can be no browser here; undefined when there is one, or it can be installed. */
export const whyNoBrowser = (): string | undefined =>
  hasCommand('chromium') ? undefined : whyNoInstalling(['chromium']);

/** Starts Debian's Chromium without a window; it is installed when it is missing. */
export async function launchBrowser(): Promise<Browser> {
  if (!hasCommand('chromium')) await installPackages(['chromium', 'fonts-dejavu-core']);
  const quiet = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-sync', ...quiet],
  });
}

/** What a page asked for, and what it complained of. */
export interface Watched {
  readonly page: Page;
  /** Addresses of everything that is not in the page itself. */
  readonly requests: string[];
  /** Errors and warnings of the console, and errors that nothing caught. */
  readonly complaints: string[];
}

/** Opens an address in a page of its own. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, requests, complaints };
}

/**
 * Points at a place of the chart `at` of a part of the page, in shares of its width.
 *
 * @returns what the box that appears says.
 */
export async function hover(page: Page, part: string, at: number, share: number): Promise<string> {
  const plot = page.locator(`${part} .u-over`).nth(at);
  await plot.scrollIntoViewIfNeeded();
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
  return page.locator(`${part} .tooltip`).nth(at).innerText();
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly { readonly id: string }[];
}

/** Runs axe-core over the page: rules that are violated, each with its first place; and rules passed. */
export async function accessibility(page: Page) {
  await page.evaluate(axe);
  const run = 'axe.run(document, { resultTypes: ["violations", "passes"] })';
  const { violations, passes } = await page.evaluate<AxeResult>(run);
  return {
    violations: violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
    ),
    passed: passes.map(({ id }) => id),
  };
}
