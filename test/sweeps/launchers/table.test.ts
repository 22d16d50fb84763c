import { describe, expect, test } from 'vitest';
import { chooseLauncher, launcherFlags } from '../../../src/sweeps/launchers/choose.ts';
import { launcherNames, launchers } from '../../../src/sweeps/launchers/table.ts';
import { SweepDirectory } from '../../../src/run-files/sweep-directory.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const issues = (name: string, given: object) =>
  chooseLauncher(name, given).issues.map(({ path, message }) => `${path}: ${message}`);

describe.each(launcherNames)('the launcher %s', (name) => {
  const row = launchers[name];

  test('is described in one line, with a heading and an example', () => {
    for (const text of [row.title, row.summary, row.example]) expect(text).toMatch(/^\S.*\S$/);
    expect(row.summary).not.toMatch(/[.\n]/);
  });

  test('has options with a description and a flag that is named as its key', () => {
    for (const { key, flag, description } of launcherFlags(name)) {
      const dashed = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(flag).toMatch(new RegExp(`^--${dashed}( <[a-z]+>)?$`));
      expect(description).toMatch(/^\S/);
    }
  });

  test('can be chosen without options', () => {
    const { choice, issues: found } = chooseLauncher(name, {});
    expect([choice?.name, found]).toEqual([name, []]);
  });

  test('refuses what belongs to others, by flag', () => {
    const others = launcherNames.filter((one) => one !== name);
    for (const other of others) {
      const [option] = launcherFlags(other).filter(({ flag }) => !flag.includes('<'));
      if (option === undefined) continue;
      expect(issues(name, { [option.key]: true })).toEqual([
        `${option.flag}: has a meaning with --launcher ${other} only`,
      ]);
    }
  });

  test('has nothing handed over in a folder where it never launched anything', async () => {
    const { implementation } = await row.load();
    const directory = new SweepDirectory(temporaryFolder());
    await expect(implementation.handedOver(directory)).resolves.toBeUndefined();
  });
});

describe('chooseLauncher', () => {
  test('lists every wrong value, and the names of the launchers', () => {
    expect(issues('cloud', { jobs: '0', poll: '-1', time: 'two\nlines' })).toEqual([
      '--launcher: must be local or slurm',
      '--jobs: must be a whole number of at least 1',
      '--time: must be one word',
      '--poll: must be above 0',
    ]);
  });

  test('leaves options alone that no launcher has', () => {
    expect(issues('local', { out: 'results', jobs: '2' })).toEqual([]);
  });
});

test('an option that is a list may be repeated, and no other', () => {
  const repeatable = launcherNames.flatMap((name) =>
    launcherFlags(name).flatMap(({ flag, repeatable: list }) => (list ? flag : [])),
  );
  expect(repeatable).toEqual(['--line <text>']);
});

test('options that launchers share are the same ones', () => {
  const all = launcherNames.flatMap(launcherFlags);
  const different = new Set(all.map((one) => JSON.stringify(one)));
  expect(different.size).toBe(new Set(all.map(({ key }) => key)).size);
});
