import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startingTask } from '../../../../src/sweeps/task-keeper.ts';
import { runOnScreen, unbroken } from '../../../support/cli/screen.ts';
import { hasTerminal, terminalNote } from '../../../support/cli/terminal.ts';
import { vaeBench } from '../../../support/cli/vae-bench.ts';
import {
  configOf,
  metricsCsv,
  recordOf,
  ResultsFolder,
} from '../../../support/figures/results-folder.ts';

const REASON =
  'the bound is not finite at step 1200: after a learning rate of 0.1 the logits of the encoder overflow';
const NOTE = 'as in the appendix, with the larger step that the second reviewer asked for';

/** A run that has failed, one that this process seems to run, one that is complete; with tags and notes. */
function threeRuns(): string {
  const results = new ResultsFolder();
  const row = { bound: -121.25, elbo: -130.75, variance: 7.5e-3 };
  const metrics = metricsCsv([
    { step: 1100, ...row },
    { step: 1200, ...row },
  ]);
  const steps = { steps: 100_000, steps_done: 1200 };
  const place = 'reinforce+baseline-c10-v200-n46';
  const config = configOf('arsm-c10', { steps: 100_000 });
  const failed = { ...recordOf('failed', REASON), ...steps, tags: ['baseline'], note: NOTE };
  results.seed(`${place}/seed-0`, { config, metrics, record: failed });
  const running = results.seed(`${place}/seed-1`, {
    ...{ config, metrics, record: { ...recordOf('running'), ...steps } },
  });
  const progress = { step: 1234, bound: -120, steps_per_second: 16, remaining_seconds: 6789 };
  const task = { ...startingTask(process.pid), progress: { ...progress, measured: 0.45 } };
  expect(task.host).toBe(hostname());
  writeFileSync(join(running, 'task.json'), JSON.stringify(task));
  results.seed('ars-c3/seed-0');
  return results.path;
}

/** What a reader needs to find, wherever the lines are broken. */
const facts = [
  ...['reinforce+baseline-c10-v200-n46/seed-0', 'reinforce+baseline-c10-v200-n46/seed-1'],
  ...['ars-c3/seed-0', 'failed', 'running', 'completed', '1200/100000', '1234/100000'],
  ...['-121.25', '-130.75', '7.50e-3', ' 16', '1h 53m', REASON, 'baseline', NOTE],
  'measuring, 45 % done',
];

describe.skipIf(!hasTerminal)(`status on a terminal${terminalNote}`, () => {
  test.each([40, 60, 80, 120, 200])('of %i columns fits, and shows everything', async (columns) => {
    const { exitCode, screen } = await runOnScreen(columns, ['status', threeRuns()], {
      rows: 100,
    });
    expect(exitCode, screen.text).toBe(0);
    for (const fact of facts) expect(screen.text).toContain(fact);
    // No line reaches the last column, where the terminal would break it anywhere.
    expect(screen.lines.filter((line) => line.length >= columns)).toEqual([]);
    if (columns >= 60) expect(screen.lines.join('\n')).toMatch(/STATE +STEP/);
  });

  test.each([60, 80, 200])(
    'of %i columns, watched, cuts off neither the time to the end nor a reason',
    async (columns) => {
      let seen = '';
      const onFrame = (frame: string, press: (keys: string) => void) => {
        if (seen !== '' || !frame.includes('ars-c3/seed-0')) return;
        seen = frame;
        press('\u0003');
      };
      const { exitCode } = await runOnScreen(columns, ['status', threeRuns(), '--watch'], {
        onFrame,
      });
      expect(exitCode).toBe(130);
      for (const fact of facts) expect(unbroken(seen)).toContain(fact);
      // Those that run come first.
      expect(seen.indexOf('seed-1')).toBeLessThan(seen.indexOf('seed-0'));
    },
  );

  test('of few lines leaves out whole runs, and says how many', async () => {
    let seen = '';
    const onFrame = (frame: string, press: (keys: string) => void) => {
      if (seen !== '' || !frame.includes('more')) return;
      seen = frame;
      press('\u0003');
    };
    await runOnScreen(60, ['status', threeRuns(), '--watch'], { rows: 14, onFrame });
    expect(seen).toContain('… and 2 more');
    expect(seen).toContain('1h 53m');
    expect(seen).not.toContain('failed ');
  });

  test('elsewhere has one line per run, for programs that read lines', async () => {
    const { stdout } = await vaeBench('status', threeRuns());
    const lines = stdout.split('\n').filter((line) => line.includes('seed-'));
    expect(lines).toHaveLength(3);
    expect(lines.find((line) => line.includes(REASON))).toContain(NOTE);
  });
});
