import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metricsLine } from '../../../src/metrics/format.ts';
import { shownMetrics } from '../../../src/metrics/table.ts';
import type { Metrics } from '../../../src/metrics/table.ts';
import { runOnScreen, unbroken } from '../../support/cli/screen.ts';
import { hasTerminal, terminalNote } from '../../support/cli/terminal.ts';
import { tinyRun } from '../../support/cli/vae-bench.ts';
import { RunFiles } from '../../support/runs/run-files.ts';
import { dataFolder } from '../../support/runs/small-data.ts';
import { pluginThat, SweepFolder, tinySweep } from '../../support/sweeps/sweep-process.ts';
import { sharedFolder } from '../../support/shared-folder.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

/** All that the bar says, in full. */
const BAR =
  /\d\/4 \| bound -\d+\.\d\d nats \| \d+(\.\d\d)? steps\/s \| ETA (\d+m?s ?)+ ?\| measuring \d+ %/;

describe.skipIf(!hasTerminal)(`on a terminal${terminalNote}`, () => {
  test.each([30, 60, 80, 200])(
    'of %i columns a run shows every number of its measurements and of its bar',
    async (columns) => {
      const out = join(folder, `run-${columns}`);
      const { exitCode, screen } = await runOnScreen(columns, tinyRun(data, out));
      expect(exitCode, screen.text).toBe(0);
      const rows = new RunFiles(out, 'quick/ars+-c3-v3/seed-0').rows('metrics.csv');
      expect(rows.map(({ step }) => step)).toEqual([2, 4]);
      for (const row of rows) {
        const numbers = metricsLine(shownMetrics, row as unknown as Metrics);
        expect(screen.text).toContain(`step ${row.step}: ${numbers}`);
      }
      expect(screen.frames.map(unbroken).join('\n')).toMatch(BAR);
      // The bar is gone, and has left nothing behind.
      expect(screen.text).not.toContain(' | bound');
      expect(screen.text.match(/evaluations of f per datapoint/g)).toHaveLength(1);
    },
  );

  test('a long measurement shows how far it is', async () => {
    const out = join(folder, 'long');
    const long = ['--steps', '1', '--eval-samples', '400000'];
    const { exitCode, screen } = await runOnScreen(80, [...tinyRun(data, out), ...long]);
    expect(exitCode, screen.text).toBe(0);
    const shown = screen.frames.join('\n').matchAll(/measuring (\d+) %/g);
    const shares = [...new Set([...shown].map(([, share]) => Number(share)))];
    expect(shares.some((share) => share > 0 && share < 100)).toBe(true);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  });

  test.each([60, 80])(
    'of %i columns a sweep shows its time to the end, its runs and their reasons',
    async (columns) => {
      const path = join(folder, `sweep-${columns}`);
      mkdirSync(path);
      const reason = 'the temperature of the relaxation has become smaller than any float can be';
      const failing = pluginThat(path, 'failing', `if (steps > 2) throw new Error("${reason}")`);
      const go = JSON.stringify(join(path, 'go'));
      const wait = `while (!existsSync(${go})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);`;
      const slow = pluginThat(path, 'slow', `if (steps > 2) { ${wait} }`);
      const grid = { estimator: ['failing', 'slow'] };
      const sweep = new SweepFolder(path, tinySweep(data, { plugins: [failing, slow], grid }));
      let seen = '';
      const onFrame = (frame: string) => {
        if (!/slow-c3-v3\/seed-0\s+running/.test(frame) || !frame.includes('can be')) return;
        if (seen === '') mkdirSync(join(path, 'go'));
        seen ||= frame;
      };
      const ended = await runOnScreen(columns, [...sweep.arguments, '--jobs', '1'], { onFrame });
      expect(ended.exitCode).toBe(3);
      const shown = unbroken(seen);
      expect(shown).toMatch(/2 runs done, 1 running, 1 failed, 0 waiting \| ETA /);
      expect(shown).toContain(reason);
      expect(shown).toMatch(/ETA/);
    },
    120_000,
  );
});
