import { closeSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeJson } from '../../src/core/durable-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('writeJson', () => {
  test('writes two-space indented JSON with a final newline', () => {
    const file = join(temporaryFolder(), 'run.json');
    writeJson(file, { status: 'running', seeds: [1] });
    expect(readFileSync(file, 'utf8')).toBe(
      '{\n  "status": "running",\n  "seeds": [\n    1\n  ]\n}\n',
    );
  });

  test('puts a new file in place of the old one, which a reader still sees whole', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'run.json');
    writeFileSync(file, 'the old contents');
    const reader = openSync(file, 'r');
    try {
      writeJson(file, { status: 'completed' });
      expect(readFileSync(reader, 'utf8')).toBe('the old contents');
    } finally {
      closeSync(reader);
    }
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ status: 'completed' });
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  test('leaves the old file alone when the value cannot be written', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'run.json');
    writeJson(file, 'old');
    expect(() => {
      writeJson(file, 1n);
    }).toThrow(TypeError);
    expect(readFileSync(file, 'utf8')).toBe('"old"\n');
    expect(readdirSync(folder)).toEqual(['run.json']);
  });
});
