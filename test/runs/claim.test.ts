import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { RunDirectoryError } from '../../src/core/errors.ts';
import { claim, seedConfig } from '../../src/runs/claim.ts';
import { RunDirectory } from '../../src/runs/directory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const config = seedConfig(configSchema.parse({ steps: 4 }), 0);

/** A directory with these files; what is no text is written as JSON. */
function directoryWith(files: Readonly<Record<string, unknown>>): RunDirectory {
  const directory = new RunDirectory(temporaryFolder());
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(directory.path, name), text);
  }
  return directory;
}

const refusal = (directory: RunDirectory, asked = config): unknown => {
  try {
    return claim(directory, asked, { force: false });
  } catch (error) {
    return error;
  }
};

describe('claiming a run directory', () => {
  test('makes it when it is not there', () => {
    const directory = new RunDirectory(join(temporaryFolder(), 'a', 'b'));
    expect(claim(directory, config, { force: false })).toBe('fresh');
    expect(readdirSync(directory.path)).toEqual([]);
  });

  test('leaves a completed run of the same configuration as it is', () => {
    const directory = directoryWith({
      'config.json': config,
      'run.json': { status: 'completed' },
      'metrics.csv': 'step\n4\n',
    });
    expect(claim(directory, config, { force: false })).toBe('completed');
    expect(readFileSync(directory.metrics, 'utf8')).toBe('step\n4\n');
  });

  test('recognises a completed run that was moved to another folder', () => {
    const directory = directoryWith({
      'config.json': { ...config, out: 'where it was' },
      'run.json': { status: 'completed' },
    });
    expect(claim(directory, config, { force: false })).toBe('completed');
  });

  test('recognises a configuration whose keys were reordered', () => {
    const reordered = Object.fromEntries(Object.entries(config).reverse());
    const directory = directoryWith({
      'config.json': reordered,
      'run.json': { status: 'completed' },
    });
    expect(claim(directory, config, { force: false })).toBe('completed');
  });

  test.each(['running', 'failed', 'interrupted'])('refuses one with a %s run', (status) => {
    const directory = directoryWith({ 'config.json': config, 'run.json': { status } });
    const error = refusal(directory);
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect(error).toMatchObject({
      directory: directory.path,
      message: expect.stringMatching(new RegExp(`${status}.*--force`)) as string,
    });
  });

  test('refuses one with a completed run of another configuration', () => {
    const directory = directoryWith({
      'config.json': config,
      'run.json': { status: 'completed' },
    });
    const error = refusal(directory, { ...config, steps: 5 });
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect(String(error)).toMatch(/another configuration.*--force/);
  });

  test.each([
    ['a config.json that is no JSON', { 'config.json': '{', 'run.json': { status: 'completed' } }],
    ['a run.json that is no JSON', { 'config.json': '{}', 'run.json': '{' }],
    ['a log alone', { 'log.jsonl': '' }],
  ])('refuses one with %s', (_, files) => {
    expect(refusal(directoryWith(files))).toBeInstanceOf(RunDirectoryError);
  });

  test('with force removes a run’s files and nothing else', () => {
    const directory = directoryWith({
      'config.json': { ...config, steps: 9 },
      'run.json': { status: 'completed' },
      'metrics.csv': '',
      'timing.csv': '',
      'log.jsonl': '',
      'notes.txt': 'mine',
    });
    expect(claim(directory, config, { force: true })).toBe('fresh');
    expect(readdirSync(directory.path)).toEqual(['notes.txt']);
  });

  test('does not mind files of others', () => {
    const directory = directoryWith({ 'notes.txt': 'mine' });
    expect(claim(directory, config, { force: false })).toBe('fresh');
    expect(existsSync(join(directory.path, 'notes.txt'))).toBe(true);
  });

  test('says why a directory cannot be made', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const error = refusal(new RunDirectory(join(file, 'below')));
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect(String(error)).toMatch(/cannot be made \(ENOTDIR\).*--out/);
  });
});

test('the configuration of a seed has that seed alone', () => {
  expect(seedConfig({ ...config, seeds: [3, 4, 5] }, 4)).toEqual({ ...config, seeds: [4] });
});
