import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readFields, shownDamage } from '../../src/run-files/reading.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const schema = z.object({ status: z.string(), steps: z.int(), reason: z.string().nullable() });

function reading(text: string) {
  const file = join(temporaryFolder(), 'run.json');
  writeFileSync(file, text);
  const { value, damage } = readFields(file, schema);
  return [value, damage && shownDamage(damage)];
}

describe('a JSON file', () => {
  test('that is sound is read as a whole', () => {
    const record = { status: 'running', steps: 3, reason: null };
    expect(reading(JSON.stringify(record))).toEqual([record, null]);
  });

  test.each([
    ['{"status": "running", "steps": "x", "reason": null}', 'run.json has no valid steps'],
    ['{"status": "running", "steps": 0.5}', 'run.json has no valid steps and reason'],
  ])('of which a part is damaged gives the rest, and names the part: %s', (text, damage) => {
    const [value, found] = reading(text);
    expect(value).toMatchObject({ status: 'running' });
    expect(value).not.toHaveProperty('steps');
    expect(found).toBe(damage);
  });

  test.each([
    ['', 'run.json is not JSON, or torn'],
    ['{"status": "run', 'run.json is not JSON, or torn'],
    ['[1]', 'run.json is not a JSON object'],
    ['null', 'run.json is not a JSON object'],
    ['{}', 'run.json has no valid status, steps and reason'],
  ])('that reads %j is damage', (text, damage) => {
    expect(reading(text)[1]).toBe(damage);
  });

  test('that is missing is no damage, and one that cannot be read is', () => {
    const folder = temporaryFolder();
    const missing = { value: undefined, damage: null };
    expect(readFields(join(folder, 'run.json'), schema)).toEqual(missing);
    writeFileSync(join(folder, 'file'), '');
    expect(readFields(join(folder, 'file/run.json'), schema)).toEqual(missing);
    expect(readFields(folder, schema).damage?.problem).toBe('cannot be read (EISDIR)');
  });

  test('of any contents has a reading', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        const [value, damage] = reading(text);
        expect(value === undefined || typeof value === 'object').toBe(true);
        if (value === undefined) expect(damage).toMatch(/^run\.json /);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
