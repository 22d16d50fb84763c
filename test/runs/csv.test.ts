import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { CsvFile } from '../../src/runs/csv.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const newPath = () => join(temporaryFolder(), 'rows.csv');

describe('a CSV file', () => {
  test('keeps every row of many concurrent appends, in order, below one header', async () => {
    const path = newPath();
    const file = new CsvFile(path, ['step', 'square']);
    const steps = Array.from({ length: 200 }, (_, at) => at);
    await Promise.all(steps.map((step) => file.append({ step, square: step ** 2 })));
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toEqual(['step,square', ...steps.map((step) => `${step},${step ** 2}`), '']);
  });

  test('holds a row when its append has resolved', async () => {
    const path = newPath();
    const file = new CsvFile(path, ['step']);
    await file.append({ step: 1 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n');
    await file.append({ step: 2 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n2\n');
  });

  test('orders the columns as it was told, not as the rows have them', async () => {
    const path = newPath();
    await new CsvFile<{ a: number; b: number }>(path, ['b', 'a']).append({ a: 1, b: 2 });
    expect(readFileSync(path, 'utf8')).toBe('b,a\n2,1\n');
  });

  test('gives numbers back exactly', async () => {
    const path = newPath();
    const file = new CsvFile(path, ['value']);
    const values = [0.1 + 0.2, -1 / 3, Number.MIN_VALUE, Number.MAX_VALUE, 1e21, -0.1e-9, 0];
    for (const value of values) await file.append({ value });
    const rows: { value: string }[] = parse(readFileSync(path), { columns: true });
    expect(rows.map(({ value }) => Number(value))).toEqual(values);
  });

  test('replaces a file that is there', async () => {
    const path = newPath();
    writeFileSync(path, 'old\n');
    await new CsvFile(path, ['step']).append({ step: 1 });
    expect(readFileSync(path, 'utf8')).toBe('step\n1\n');
  });

  test('rejects when it cannot be written', async () => {
    const file = new CsvFile(join(temporaryFolder(), 'missing', 'rows.csv'), ['step']);
    await expect(file.append({ step: 1 })).rejects.toThrow('ENOENT');
  });
});
