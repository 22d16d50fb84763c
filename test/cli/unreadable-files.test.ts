import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectUserError, vaeBench } from '../support/cli/vae-bench.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const folder = sharedFolder();
const [pipe, huge, above] = ['pipe.json', 'huge.json', 'above.json'].map((name) =>
  join(folder, name),
) as [string, string, string];

beforeAll(() => {
  execaSync('mkfifo', [pipe]);
  writeFileSync(huge, '');
  truncateSync(huge, 2 ** 33);
  writeFileSync(above, '{"extends": "pipe.json"}');
});

describe.skipIf(process.platform === 'win32')('what would never end is no', () => {
  test.each<[string, string[], RegExp]>([
    [
      'configuration: a pipe',
      ['--config', pipe],
      /pipe\.json is a pipe or device, not a file: save what it gives, and name that file/,
    ],
    ['configuration: a device', ['--config', '/dev/zero'], /\/dev\/zero is a pipe or device/],
    ['configuration: a huge file', ['--config', huge], /has 8589934592 bytes; at most 16777216/],
    ['configuration: a folder', ['--config', folder], /cannot be read \(EISDIR\)/],
    ['configuration to build on', ['--config', above], /above\.json:1: .*pipe\.json is a pipe/],
    ['sweep file', ['sweep', pipe, '--dry-run'], /pipe\.json is a pipe or device, not a file/],
    ['plugin', ['--plugin', pipe, '--estimator', 'a'], /plugin .*pipe\.json is a folder, pipe or/],
    ['manifest', ['run-task', pipe, '0'], /pipe\.json is not the manifest of a sweep/],
  ])('%s', async (_, args, message) => {
    const ended = await vaeBench(...args);
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(message);
  });

  test('run that status waits for', async () => {
    const run = join(folder, 'results', 'a', 'ars-c3', 'seed-0');
    mkdirSync(run, { recursive: true });
    for (const name of ['run.json', 'metrics.csv', 'config.json']) {
      execaSync('mkfifo', [join(run, name)]);
    }
    const { exitCode, stdout } = await vaeBench('status', join(folder, 'results'));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('a/ars-c3/seed-0')]);
  });
});
