import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedFolder } from '../support/shared-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { dataFolder } from '../support/runs/small-data.ts';
import { startedRuns, SweepFolder, tinySweep } from '../support/sweeps/sweep-process.ts';

const rows = (folder: SweepFolder, run: string) =>
  readFileSync(join(folder.run(run), 'metrics.csv'), 'utf8');

describe('a sweep whose file asks for more steps', () => {
  const grid = { estimator: ['ars', 'arsm'] };
  const data = dataFolder(sharedFolder());
  const sweepOf = (steps: number) => tinySweep(data, { grid, steps });

  test('extends its complete runs to what the longer sweep would have given', async () => {
    const folder = new SweepFolder(temporaryFolder(), sweepOf(5));
    expect(await folder.sweep()).toMatchObject({ exitCode: 0 });
    folder.describe(sweepOf(8));
    const plan = await folder.sweep('--dry-run');
    expect(plan.stdout).toMatch(/^ars-c3-v3\/seed-0 +extend +8 /m);
    expect(plan.stdout).toContain('2 runs, 0 of them complete');
    const extended = await folder.sweep();
    expect(extended).toMatchObject({ exitCode: 0 });
    expect(startedRuns(extended).toSorted()).toEqual(['ars-c3-v3/seed-0', 'arsm-c3-v3/seed-0']);
    const whole = new SweepFolder(temporaryFolder(), sweepOf(8));
    expect(await whole.sweep()).toMatchObject({ exitCode: 0 });
    const runs = readdirSync(join(folder.out, 'tiny')).filter((name) => name.startsWith('ars'));
    expect(runs).toHaveLength(2);
    for (const run of runs) {
      expect(rows(folder, `${run}/seed-0`)).toBe(rows(whole, `${run}/seed-0`));
    }
    expect(startedRuns(await folder.sweep())).toEqual([]);
  });

  test('shows what waits to be extended, and makes no run shorter', async () => {
    const folder = new SweepFolder(temporaryFolder(), sweepOf(4));
    expect(await folder.sweep()).toMatchObject({ exitCode: 0 });
    const manifest = join(folder.out, 'tiny', 'sweep.json');
    const planned = readFileSync(manifest, 'utf8').replaceAll('"steps": 4', '"steps": 6');
    writeFileSync(manifest, planned);
    expect(await folder.status()).toMatchObject({
      'ars-c3-v3/seed-0': { state: 'extend', step: 4, steps: 6 },
    });
    folder.describe(sweepOf(3));
    const shorter = await folder.sweep();
    expect(shorter).toMatchObject({ exitCode: 2 });
    expect(shorter.stderr).toMatch(
      /holds a run of 4 steps, more than the 3 asked for\. To go on with it, add `--set steps=4`/,
    );
  });
});
