import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { readBytes } from '../../src/run-files/reading.ts';
import { parseRunRecord } from '../../src/run-files/run-record.ts';
import { RunReader } from '../../src/run-files/run-reader.ts';
import { walkResults } from '../../src/run-files/walk.ts';

// Written by the versions 0.1.0 and 0.2.0.
const { runs } = walkResults(join(packageRoot, 'docs/reproduction'));
const reader = new RunReader();

describe('the results of the reproduction', () => {
  test('are all found', () => {
    // 75 runs of configs/figure1-short.json, 20 of figure1-short-more.json, 15 of …-published.json,
    // 12 of figure1-fashion.json, 24 of figure1-long.json, and 132 of figure1-extended.json.
    expect(runs).toHaveLength(75 + 20 + 15 + 12 + 24 + 132);
  });

  test('are read without any damage', () => {
    for (const { directory } of runs) {
      const { config, record, metrics, timing, damages } = reader.read(directory);
      expect(damages, directory.path).toEqual([]);
      expect([config, record, metrics], directory.path).not.toContain(undefined);
      expect(timing.length, directory.path).toBe(metrics?.length);
    }
  });

  test('can be relied on by a later start', () => {
    for (const { directory } of runs) {
      const { record } = directory;
      const { status, steps } = parseRunRecord(record, readBytes(record).value) ?? {};
      const last = reader.read(directory).metrics?.step(-1);
      expect([status, last], directory.path).toEqual(['completed', steps]);
    }
  });
});
