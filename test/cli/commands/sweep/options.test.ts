import { expect, test } from 'vitest';
import { sweepCommand } from '../../../../src/cli/commands/sweep/command.ts';
import { launcherNames, launchers } from '../../../../src/sweeps/launchers/table.ts';
import { parsed } from '../../../support/cli/parse-command.ts';

const options = (...words: readonly string[]) => parsed(sweepCommand, 'sweep.json', ...words);

test('options of sweep are read, and the others have their usual values', async () => {
  const { settings, ...others } = await options('--jobs', '3', '--retry-failed', '--out', 'there');
  expect(others).toEqual({
    ...{ file: 'sweep.json', launcher: 'local', retryFailed: true },
    ...{ dryRun: false, calibration: true },
    local: { jobs: 3, failFast: false },
    slurm: { line: [], wait: false, poll: 15 },
  });
  expect(settings.entries).toMatchObject([{ path: ['out'], value: 'there', origin: '--out' }]);
});

test('an option of a launcher that is a list may be repeated', async () => {
  const { slurm } = await options('--launcher', 'slurm', '--line', 'one', '--line', 'two');
  expect(slurm.line).toEqual(['one', 'two']);
});

test('every wrong value is listed, whichever launcher it belongs to', async () => {
  const wrong = ['--jobs', '0', '--launcher', 'cloud', '--poll=-1', '--time', 'two\nlines'];
  await expect(options(...wrong)).rejects.toThrow(
    [
      '--launcher takes local, slurm; found "cloud".',
      '--jobs must be a whole number of at least 1; found "0".',
      String.raw`--time must be one word; found "two\nlines".`,
      '--poll must be a number of seconds above 0; found "-1".',
    ].join('\n'),
  );
});

test.each(launcherNames)(
  'options of other launchers are refused with --launcher %s',
  async (name) => {
    for (const other of launcherNames.filter((one) => one !== name)) {
      const flags = Object.values(launchers[other].options.shape)
        .map((field) => field.meta()?.flag ?? '')
        .filter((flag) => !flag.includes('<'));
      expect(flags).not.toEqual([]);
      await expect(options('--launcher', name, ...flags)).rejects.toThrow(
        flags.map((flag) => `${flag} has a meaning with --launcher ${other} only.`).join('\n'),
      );
    }
  },
);
