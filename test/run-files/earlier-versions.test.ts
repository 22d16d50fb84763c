import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { readConfig } from '../../src/run-files/config-file.ts';
import { readCsv, readLastRow } from '../../src/run-files/csv.ts';
import { parseRunRecord, readRunRecord } from '../../src/run-files/run-record.ts';
import { readBytes } from '../../src/run-files/reading.ts';
import { walkResults } from '../../src/run-files/walk.ts';

// Written by version 0.1.0.
const { runs } = walkResults(join(packageRoot, 'docs/reproduction'));

describe('the results of the reproduction', () => {
  test('are all found', () => {
    // 75 runs of configs/figure1-short.json, 20 of figure1-short-more.json, 15 of …-published.json.
    expect(runs).toHaveLength(75 + 20 + 15);
  });

  test('are read without any damage', () => {
    for (const { directory } of runs) {
      const { config, record, metrics, timing } = directory;
      const readings = [
        readConfig(config),
        readRunRecord(record),
        readCsv(metrics),
        readCsv(timing),
      ];
      for (const { value, damage } of readings) {
        expect(damage, directory.path).toBeNull();
        expect(value, directory.path).toBeDefined();
      }
    }
  });

  test('can be relied on by a later start', () => {
    for (const { directory } of runs) {
      const { record, metrics } = directory;
      const { status, steps } = parseRunRecord(record, readBytes(record).value) ?? {};
      expect([status, readLastRow(metrics)?.step], directory.path).toEqual(['completed', steps]);
    }
  });
});
