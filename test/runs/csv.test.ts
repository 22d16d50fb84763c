import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { FileError } from '../../src/core/file-errors.ts';
import { nodeFileSystem } from '../../src/core/file-system.ts';
import { CsvFile } from '../../src/runs/csv.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const newPath = () => join(temporaryFolder(), 'rows.csv');

describe('a CSV file', () => {
  test('keeps every row of many appends, in order, below one header', () => {
    const path = newPath();
    const file = new CsvFile(nodeFileSystem, path, ['step', 'square']);
    const steps = Array.from({ length: 200 }, (_, at) => at);
    for (const step of steps) file.append({ step, square: step ** 2 });
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toEqual(['step,square', ...steps.map((step) => `${step},${step ** 2}`), '']);
  });

  test('holds a row when its append has returned', () => {
    const path = newPath();
    const file = new CsvFile(nodeFileSystem, path, ['step']);
    file.append({ step: 1 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n');
    file.append({ step: 2 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n2\n');
  });

  test('orders the columns as it was told, not as the rows have them', () => {
    const path = newPath();
    new CsvFile<{ a: number; b: number }>(nodeFileSystem, path, ['b', 'a']).append({ a: 1, b: 2 });
    expect(readFileSync(path, 'utf8')).toBe('b,a\n2,1\n');
  });

  test('gives numbers back exactly', () => {
    const path = newPath();
    const file = new CsvFile(nodeFileSystem, path, ['value']);
    const values = [0.1 + 0.2, -1 / 3, Number.MIN_VALUE, Number.MAX_VALUE, 1e21, -0.1e-9, 0];
    for (const value of values) file.append({ value });
    const rows: { value: string }[] = parse(readFileSync(path), { columns: true });
    expect(rows.map(({ value }) => Number(value))).toEqual(values);
  });

  test('replaces a file that is there', () => {
    const path = newPath();
    writeFileSync(path, 'old\n');
    new CsvFile(nodeFileSystem, path, ['step']).append({ step: 1 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n');
  });

  test('continues after the rows that are kept, and knows its length and checksum', () => {
    const path = newPath();
    writeFileSync(path, 'step\n1\n');
    const file = new CsvFile(nodeFileSystem, path, ['step'], Buffer.from('step\n1\n'));
    file.append({ step: 2 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n2\n');
    const sha256 = createHash('sha256').update('step\n1\n2\n').digest('hex');
    expect(file.extent).toEqual({ bytes: 9, sha256 });
  });

  test('refuses to continue when another program has changed the file', () => {
    const path = newPath();
    const file = new CsvFile(nodeFileSystem, path, ['step']);
    file.append({ step: 1 });
    writeFileSync(path, 'step\n1\n1.5\n');
    expect(() => {
      file.append({ step: 2 });
    }).toThrow(FileError);
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n1.5\n');
  });

  test('says so when it cannot be written', () => {
    const file = new CsvFile(nodeFileSystem, join(temporaryFolder(), 'missing', 'rows.csv'), [
      'step',
    ]);
    expect(() => {
      file.append({ step: 1 });
    }).toThrow(/rows\.csv cannot be written \(ENOENT\)/);
  });
});
