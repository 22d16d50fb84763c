import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LiveUpdate } from '../../../../src/figures/report/payload.ts';
import {
  accessibility,
  launchBrowser,
  openPage,
  whyNoBrowser,
} from '../../../support/figures/browser.ts';
import {
  expectUserError,
  startVaeBench,
  tinyRun,
  vaeBench,
} from '../../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { pluginThat, SweepFolder, tinySweep } from '../../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

/** Starts `vae-bench watch` on a port that is free, and waits until it serves. */
async function startWatch(...results: readonly string[]) {
  const child = startVaeBench('watch', ...results, '--port', '0', '--interval', '0.2');
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [found] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.stdout.on('end', () => {
      reject(new Error(`The server ended: ${text}`));
    });
  });
  return { child, address };
}

/** Status of a request, with headers of one's own. */
function statusOf(address: string, options: { headers?: object; method?: string } = {}) {
  return new Promise<number | undefined>((resolve, reject) => {
    const { headers = {}, method = 'GET' } = options;
    request(address, { method, headers: { ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('serves one page, on this machine only, and ends with 130 on ^C', async () => {
  const results = join(folder, 'empty');
  mkdirSync(results);
  const { child, address } = await startWatch(results);
  const page = await fetch(address);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await page.text()).toContain('No runs yet.');
  expect(await statusOf(`${address}report.json`)).toBe(200);
  expect(await statusOf(`${address}secret`)).toBe(404);
  // Only runs that the page shows have logs: no path that a request makes up is read.
  for (const run of ['.', '..', '../..', '/etc', '%2e%2e%2f%2e%2e']) {
    expect(await statusOf(`${address}log?run=${run}`)).toBe(404);
  }
  expect(await statusOf(`${address}../../etc/passwd`)).toBe(404);
  expect(await statusOf(address, { method: 'POST' })).toBe(405);
  // A site that has its name resolve to 127.0.0.1 cannot read the page.
  expect(await statusOf(address, { headers: { host: 'attacker.example' } })).toBe(403);
  expect(await statusOf(address, { headers: { host: 'localhost:1' } })).toBe(200);
  // An open stream of events does not keep it from ending.
  const events = await fetch(`${address}events`);
  expect(events.headers.get('content-type')).toBe('text/event-stream');
  child.kill('SIGINT');
  const { exitCode, stderr } = await child;
  expect([exitCode, stderr]).toEqual([130, 'Stopped by SIGINT.']);
});

/** A folder of complete runs that has not changed for long, so that all of it is known to be settled. */
function completeRuns(name: string): string {
  const results = join(folder, name);
  for (const run of ['ars-c3', 'ars+-c3']) {
    cpSync(join('docs/reproduction/figure1-short', run), join(results, run), { recursive: true });
  }
  return results;
}

/** Appends a row to metrics.csv, as a run does that goes on; run.json says that it does. */
function goOn(run: string): void {
  const metrics = join(run, 'metrics.csv');
  const [step = '', ...cells] = readFileSync(metrics, 'utf8')
    .trimEnd()
    .split('\n')
    .at(-1)!
    .split(',');
  const record = join(run, 'run.json');
  const before = JSON.parse(readFileSync(record, 'utf8')) as object;
  writeFileSync(
    record,
    JSON.stringify({ ...before, metrics: undefined, status: 'interrupted', reason: 'SIGINT' }),
  );
  appendFileSync(metrics, `${[Number(step) + 1000, ...cells].join(',')}\n`);
}

const idsIn = ({ panels }: LiveUpdate) =>
  panels.flatMap(({ series }) => series.map(({ id }) => id));

test('sends a page only what has changed since the revision that it has', async () => {
  const results = completeRuns('settled');
  const { child, address } = await startWatch(results);
  const page = await (await fetch(address)).text();
  const [, revision = ''] = /data-live="([^"]+)"/.exec(page) ?? [];
  const ask = (since: string) => fetch(`${address}report.json?since=${since}`);
  // Nothing has changed: an answer without a body, again and again.
  for (let time = 0; time < 2; time += 1) {
    const same = await ask(revision);
    expect([same.status, await same.text()]).toEqual([204, '']);
  }
  // A page that a server before this one made has everything sent.
  const whole = (await (await ask('another.7')).json()) as LiveUpdate;
  expect(whole.revision).toBe(revision);
  expect(Object.keys(whole.sections)).toEqual([
    'summary',
    'values',
    'runs',
    'comparisons',
    'models',
    'findings',
    'provenance',
  ]);
  expect(Object.keys(whole.curves).map(Number)).toEqual(idsIn(whole));
  expect(idsIn(whole)).toHaveLength(2);

  // One row more of one seed: its line's curves are made and sent anew, the other's are not.
  goOn(join(results, 'ars-c3', 'seed-0'));
  const update = (await (await ask(revision)).json()) as LiveUpdate;
  expect(update.revision).not.toBe(revision);
  const changed = idsIn(update).filter((id) => !idsIn(whole).includes(id));
  expect(changed).toHaveLength(1);
  expect(Object.keys(update.curves).map(Number)).toEqual(changed);
  expect(Object.keys(update.sections)).toEqual(['summary', 'values', 'runs', 'provenance']);
  // The page that has it is up to date, and a page of before gets the same once more.
  expect((await ask(update.revision)).status).toBe(204);
  expect(await (await ask(revision)).json()).toMatchObject({ curves: update.curves });
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(143);
});

test('follows several folders side by side, one that comes later too', async () => {
  const [first, second] = [completeRuns('first'), join(folder, 'second')];
  const { child, address } = await startWatch(first, second);
  const ask = async (since: string) =>
    (await (await fetch(`${address}report.json?since=${since}`)).json()) as LiveUpdate;
  const before = await ask('none');
  expect(before.head.folders).toEqual(['first', 'second']);
  expect(idsIn(before)).toHaveLength(2);
  cpSync(join(first, 'ars-c3'), join(second, 'ars-c3'), { recursive: true });
  const after = await ask(before.revision);
  expect(after.panels.map(({ title, folder: name }) => [title, name])).toEqual([
    ['C = 3', 'first'],
    ['C = 3', 'second'],
  ]);
  // The curves of the first are not sent again.
  expect(Object.keys(after.curves)).toHaveLength(1);
  expect(after.sections.runs).toContain('second/ars-c3/seed-0');
  const log = await fetch(`${address}log?run=${encodeURIComponent('second/ars-c3/seed-0')}`);
  expect(log.status).toBe(200);
  child.kill('SIGTERM');
  expect((await child).exitCode).toBe(143);
});

test('says which port is taken, and what is wrong with options', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = await vaeBench('watch', folder, '--port', String(port));
  expectUserError(taken, 2);
  expect(taken.stderr).toBe(`--port ${port} is in use. Choose another, or 0 for any.`);
  other.close();
  const wrong = await vaeBench('watch', folder, '--port', '70000');
  expectUserError(wrong, 2);
  expect(wrong.stderr).toMatch(/--port must be a port, 0 to 65535.*found "70000"/);
  expectUserError(await vaeBench('watch', folder, '--interval', '0'), 2);
});

const reason = whyNoBrowser();

describe.skipIf(reason !== undefined)(`in Chromium${reason ? ` (${reason})` : ''}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 600_000);

  afterAll(async () => {
    await browser.close();
  });

  test('a page that is sent only what has changed shows what a new one does', async () => {
    const results = completeRuns('followed');
    const { child, address } = await startWatch(results);
    const { page, complaints } = await openPage(browser, address);
    await page.getByText(/^Live: as of 20/).waitFor();
    const run = join('ars+-c3', 'seed-1');
    const sent = page.waitForResponse(
      (response) => response.url().includes('report.json') && response.status() === 200,
    );
    goOn(join(results, run));
    const update = (await (await sent).json()) as LiveUpdate;
    expect(Object.keys(update.curves)).toHaveLength(1);
    const row = page.locator('#runs tr', { hasText: run });
    await row.getByText('interrupted', { exact: true }).waitFor();
    const sections = ['summary', 'values', 'runs', 'findings', 'provenance', 'charts'];
    const texts = async (of: typeof page) =>
      Promise.all(sections.map((id) => of.locator(`#${id}`).innerText()));
    const other = await openPage(browser, address);
    expect(await texts(page)).toEqual(await texts(other.page));
    expect([...complaints, ...other.complaints]).toEqual([]);
    child.kill('SIGTERM');
    await child;
  }, 120_000);

  test('the page follows a sweep: runs that start, grow, fail and end', async () => {
    const path = join(folder, 'sweep');
    mkdirSync(path);
    // Fails at its third step, after the first row of metrics.csv.
    const failing = pluginThat(path, 'failing', 'if (steps > 2) throw new Error("out of luck")');
    const slow = pluginThat(
      path,
      'slow',
      `if (steps > 2) { while (!existsSync(${JSON.stringify(join(path, 'go'))})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); }`,
    );
    const sweep = new SweepFolder(
      path,
      tinySweep(data, {
        plugins: [failing, slow],
        // The slow one is last: its end makes no new file, and shows all the same.
        grid: { estimator: ['failing', 'slow'] },
        // Steps one by one: the backend may not run ahead of the row that the test waits for.
        evaluation: { every: 1, samples: 5 },
      }),
    );
    // The folder is not there yet.
    const { child, address } = await startWatch(join(sweep.out, 'tiny'));
    const { page, complaints, requests } = await openPage(browser, address);
    await page.getByText('No runs yet.').waitFor();

    const running = sweep.start('--jobs', '1');
    await page
      .locator('#charts')
      .getByRole('heading', { name: 'C = 3', exact: true })
      .waitFor({ timeout: 60_000 });
    await page.getByLabel('x axis').selectOption('evaluations');
    const failed = page.locator('#runs tr', { hasText: 'failing-c3-v3/seed-0' });
    await failed.getByText('failed', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await failed.innerText()).toContain('out of luck');

    // While one run waits in the middle, the page shows it so.
    const waiting = page.locator('#runs tr', { hasText: 'slow-c3-v3/seed-0' });
    await waiting.getByText('running', { exact: true }).waitFor({ timeout: 60_000 });
    await waiting.getByText('2 of 4', { exact: true }).waitFor({ timeout: 60_000 });
    // It says how fast it is and how long it will take, two columns after its steps.
    const pace = waiting.locator('td.number');
    expect(await page.locator('#runs thead').first().innerText()).toMatch(/steps\/s\s+time left/);
    expect(await pace.nth(1).innerText()).toMatch(/^\d+(\.\d+)?$/);
    expect(await pace.nth(2).innerText()).toMatch(/^\d+m?s$/);

    // Each run has its log, which grows with the run.
    await failed.getByRole('button', { name: 'Log of failing-c3-v3/seed-0' }).click();
    const log = page.getByRole('region', { name: 'Log of failing-c3-v3/seed-0' });
    await log.getByText('ERROR', { exact: false }).waitFor();
    expect(await log.innerText()).toMatch(/INFO step 2: train ELBO [^]*ERROR [^]*out of luck/);
    await waiting.getByRole('button', { name: /^Log of slow/ }).click();
    const slowLog = page.getByRole('region', { name: 'Log of slow-c3-v3/seed-0' });
    await slowLog.getByText('INFO step 2', { exact: false }).waitFor();
    expect(await slowLog.innerText()).not.toContain('step 4');
    await page.getByLabel('failing', { exact: true }).uncheck();
    mkdirSync(join(path, 'go'));
    await page.getByText('1 of 2 complete, 1 failed.').waitFor({ timeout: 60_000 });
    expect((await running).exitCode).toBe(3);
    await slowLog.getByText('INFO step 4', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await slowLog.isVisible()).toBe(false);
    expect(await page.locator('#values tbody tr').count()).toBe(2);
    expect(await page.locator('#charts .u-over').count()).toBe(3);
    // An estimator that comes later; what the reader had chosen stays.
    const trained = await vaeBench(
      ...tinyRun(data, sweep.out),
      '--name',
      'tiny',
      '--estimator',
      'arsm',
    );
    expect(trained.exitCode).toBe(0);
    await page.getByLabel('ARSM', { exact: true }).waitFor();
    expect(await page.getByLabel('x axis').inputValue()).toBe('evaluations');
    expect(await page.getByLabel('failing', { exact: true }).isChecked()).toBe(false);
    expect(await page.getByLabel('slow', { exact: true }).isChecked()).toBe(true);
    expect(await page.locator('#live').innerText()).toMatch(/^Live: as of 20/);
    expect(complaints).toEqual([]);
    expect(requests.every((one) => one.startsWith(address))).toBe(true);

    // A server that is gone is said to be, and nothing on the page is lost.
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(143);
    const lost = page.getByRole('alert');
    await lost.getByText(/^The connection to vae-bench watch is lost since /).waitFor();
    // It is on the screen wherever the reader is, and in the name of the browser's tab.
    for (const place of ['#provenance', '#charts']) {
      await page.locator(place).scrollIntoViewIfNeeded();
      const box = (await lost.boundingBox())!;
      expect([box.y >= 0, box.y + box.height <= 900, box.width]).toEqual([true, true, 1280]);
    }
    expect(await page.title()).toMatch(/^\(not live\) /);
    expect((await accessibility(page)).violations).toEqual([]);
    await sleep(300);
    expect(await page.locator('#charts .u-over').count()).toBe(3);

    // One that is back is followed again.
    const { port } = new URL(address);
    const again = startVaeBench('watch', join(sweep.out, 'tiny'), '--port', port);
    await lost.waitFor({ state: 'hidden', timeout: 30_000 });
    expect(await page.title()).not.toContain('not live');
    again.kill('SIGTERM');
    await again;
  }, 240_000);
});
