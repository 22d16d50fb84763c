import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { launcherNames, launchers } from '../../../src/sweeps/launchers/table.ts';
import type { LauncherName } from '../../../src/sweeps/launchers/table.ts';
import { SweepDirectory } from '../../../src/run-files/sweep-directory.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const fieldsOf = (name: LauncherName) =>
  Object.entries(launchers[name].options.shape as Record<string, z.ZodType>).map(
    ([key, schema]) => ({ key, ...schema.meta() }),
  );

describe.each(launcherNames)('the launcher %s', (name) => {
  const row = launchers[name];

  test('is described in one line, with a heading and an example', () => {
    for (const text of [row.title, row.summary, row.example]) expect(text).toMatch(/^\S.*\S$/);
    expect(row.summary).not.toMatch(/[.\n]/);
  });

  test('has options with a description and a flag that is named as its key', () => {
    for (const { key, flag, description } of fieldsOf(name)) {
      const dashed = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(flag).toMatch(new RegExp(`^--${dashed}( <[a-z]+>)?$`));
      expect(description).toMatch(/^\S/);
    }
  });

  test('does without options', () => {
    expect(row.options.safeParse({}).success).toBe(true);
  });

  test('has nothing handed over in a folder where it never launched anything', async () => {
    const { implementation } = await row.load();
    const directory = new SweepDirectory(temporaryFolder());
    await expect(implementation.handedOver(directory)).resolves.toBeUndefined();
  });
});

test('options that launchers share are the same ones', () => {
  const all = launcherNames.flatMap(fieldsOf);
  const different = new Set(all.map((one) => JSON.stringify(one)));
  expect(different.size).toBe(new Set(all.map(({ key }) => key)).size);
});
