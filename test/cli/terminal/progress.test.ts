import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasTerminal, startOnTerminal, terminalNote } from '../../support/cli/terminal.ts';
import { tinyRun } from '../../support/cli/vae-bench.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { RunFiles } from '../../support/runs/run-files.ts';
import { dataFolder } from '../../support/runs/small-data.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const BAR = /(\d+)\/(\d+) \| bound -\d+\.\d\d nats \| \d+(\.\d\d)? steps\/s \| ETA (\d+[a-z]+ ?)+/u;

function expectRestoredCursor(output: string): void {
  expect(output).toContain(HIDE_CURSOR);
  expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf(HIDE_CURSOR));
}

describe.skipIf(!hasTerminal)(`on a terminal${terminalNote}`, () => {
  const folder = sharedFolder();
  const data = dataFolder(folder);

  describe('a run', () => {
    let output: string;

    beforeAll(async () => {
      const child = startOnTerminal(...tinyRun(data, folder), '--steps', '6');
      child.stdin.end();
      const ended = await child;
      output = ended.stdout;
      expect(ended.exitCode, output).toBe(0);
    });

    test('shows a bar with steps, bound, speed and the time that is left', () => {
      const bars = [...output.matchAll(new RegExp(BAR, 'gu'))];
      expect(bars.length).toBeGreaterThan(0);
      expect(bars.map(([, , total]) => total)).toEqual(bars.map(() => '6'));
      expect(output).toContain(' | measuring');
    });

    test('prints every measurement above the bar', () => {
      for (const step of [2, 4, 6]) expect(output).toContain(`step ${step}: train ELBO`);
    });

    test('ends with the summary and gives the cursor back', () => {
      expect(output).toMatch(/train ELBO {2,}-\d+\.\d{3}/);
      expectRestoredCursor(output);
    });
  });

  test('Ctrl-C stops a run with exit code 130 and gives the cursor back', async () => {
    const out = join(folder, 'stopped');
    const child = startOnTerminal(
      ...tinyRun(data, out),
      ...['--steps', '1000000', '--eval-every', '5'],
    );
    let pressed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      if (pressed || !BAR.test(chunk.toString())) return;
      pressed = true;
      child.stdin.end('\u0003');
    });
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/Stopped by SIGINT after step \d+;/);
    expectRestoredCursor(stdout);
    expect(new RunFiles(out, 'quick/ars+-c3-v3/seed-0').record.status).toBe('interrupted');
  });
});
