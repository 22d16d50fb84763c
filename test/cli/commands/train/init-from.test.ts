import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectUserError, tinyRun, vaeBench } from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { SweepFolder, tinySweep } from '../../../support/sweeps/sweep-process.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('--init-from, configuration files and sweep files start runs from a checkpoint', async () => {
  const folder = temporaryFolder();
  const data = dataFolder(folder);
  const folders = new SweepFolder(folder, {});
  const source = join(folders.out, 'source/ars+-c3-v3');
  const args = tinyRun(data, folders.out);
  expect((await vaeBench(...args, '--name', 'source')).exitCode).toBe(0);
  const byFlag = await vaeBench(...args, '--init-from', source);
  expect(byFlag).toMatchObject({ exitCode: 0 });
  // Paths in a file are relative to it.
  folders.describe(
    tinySweep(data, {
      init: { optimiser: false },
      grid: { init: { from: [null, 'results/source/ars+-c3-v3'] } },
    }),
  );
  const swept = await folders.sweep();
  expect(swept).toMatchObject({ exitCode: 0 });
  const [, id = ''] = /started (ars\+-c3-v3-from-\S+)\/seed-0/.exec(swept.stderr) ?? [];
  const one = new RunFiles(folders.out, 'quick', id, 'seed-0');
  const other = new RunFiles(folders.run(`${id}/seed-0`));
  expect(other.read('metrics.csv')).toBe(one.read('metrics.csv'));
  expect(other.record.init).toEqual(one.record.init);
  expect(new RunFiles(folders.run('ars+-c3-v3/seed-0')).record.init).toBeNull();

  const refused = await vaeBench(...args, '--init-from', source, '--categories', '4');
  expectUserError(refused, 2);
  expect(refused.stderr).toContain(
    '--init-from: init.from: parameters/prior/logits is [3, 3] in the checkpoint, and [3, 4] in this run',
  );
  const missing = join(folder, 'file.json');
  writeFileSync(missing, JSON.stringify({ init: { from: 'nowhere' }, categories: 3 }));
  const none = await vaeBench(...args, '--config', missing);
  expectUserError(none, 2);
  expect(none.stderr).toMatch(/file.json:1: init.from: finds no checkpoint/);
});
