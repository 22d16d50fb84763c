import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { examplesOf, userProject } from '../support/user-project.ts';

const project = userProject();
const { examples, count } = await examplesOf('docs/library.md');

describe('docs/library.md', () => {
  test('shows an output for every example', () => {
    expect(examples).toHaveLength(count);
    expect(examples.length).toBe(4);
  });

  test.each(examples)(
    'has an example that prints what it says: $title',
    async ({ code, output }) => {
      const file = join(project, 'example.mjs');
      await writeFile(file, code);
      const { stdout } = await execa('node', [file], { cwd: packageRoot });
      expect(`${stdout}\n`).toBe(output);
    },
  );
});

describe('vae-bench/results', () => {
  test('has the numbers that the command line prints', async () => {
    const script = `
      import { panelsOf, readRuns, tableFormats, valuesTable } from 'vae-bench/results';
      const panels = panelsOf(readRuns('docs/reproduction/figure1-short').seeds);
      const tables = ['train_elbo', 'test_bound', 'grad_variance'].map((metric) => valuesTable(panels, metric));
      console.log(tableFormats.csv(tables));`;
    const file = join(project, 'csv.mjs');
    await writeFile(file, script);
    const { stdout } = await execa('node', [file], { cwd: packageRoot });
    const values = await readFile(join(packageRoot, 'docs/reproduction/values.csv'), 'utf8');
    expect(`${stdout}\n`).toBe(values);
  });

  test('loads neither TensorFlow.js nor ONNX Runtime', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import 'vae-bench/results';
      const { cache } = createRequire(import.meta.url);
      console.log(Object.keys(cache).filter((path) => /@tensorflow|onnxruntime/.test(path)).length);`;
    const file = join(project, 'light.mjs');
    await writeFile(file, script);
    const { stdout } = await execa('node', [file], { cwd: project });
    expect(stdout).toBe('0');
  });

  test('is typed: a program that reads results is checked by TypeScript', async () => {
    const right = `
      import { metricNames, pairedEffect, panelsOf, readFolders, summarise } from 'vae-bench/results';
      import type { Metric, Panel, PairedEffect, View } from 'vae-bench/results';
      const view: View = { colour: ['optimiser.encoderLearningRate'], facet: [] };
      const panels: Panel[] = panelsOf(readFolders(['a', 'b']).seeds, view);
      const metric: Metric | undefined = metricNames[0];
      for (const { series: [one, other] } of panels) {
        if (one === undefined || other === undefined || metric === undefined) continue;
        const effect: PairedEffect = pairedEffect(one, other, metric);
        const error: number | null | undefined = summarise(one, 'test_bound').final?.error;
        console.log(effect.interval?.low ?? 0, error);
      }`;
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
    const check = async (code: string) => {
      await writeFile(join(project, 'program.ts'), code);
      const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
      const flags = ['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck'];
      const target = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom'];
      const args = [tsc, ...flags, ...target, 'program.ts'];
      return execa('node', args, { cwd: project, reject: false });
    };
    const [good, bad] = [await check(right), await check(right.replace("'test_bound'", "'bound'"))];
    expect([good.exitCode, good.stdout]).toEqual([0, '']);
    expect(bad.stdout).toMatch(/^program\.ts\(\d+,\d+\): error TS2345: Argument of type '"bound"'/);
  });

  test('exports these values', async () => {
    const script = "console.log(Object.keys(await import('vae-bench/results')).sort().join())";
    const { stdout } = await execa('node', ['--input-type=module', '--eval', script], {
      cwd: project,
    });
    expect(stdout.split(',')).toMatchInlineSnapshot(`
      [
        "CsvRows",
        "UsageError",
        "claims",
        "comparablePairs",
        "comparisonsTable",
        "countedSeeds",
        "curveOf",
        "differencesTable",
        "effectOf",
        "estimate",
        "estimatorGroup",
        "estimatorsView",
        "figureData",
        "figureSpec",
        "intervalOf",
        "judge",
        "judgeAll",
        "metricNames",
        "metricRow",
        "metrics",
        "pairedEffect",
        "panelsOf",
        "papers",
        "rankedMetrics",
        "rankedSeries",
        "readFolders",
        "readResults",
        "readRuns",
        "renderPng",
        "renderSvg",
        "settingIn",
        "settingsNamed",
        "shownEffect",
        "shownEstimate",
        "shownInterval",
        "shownMetrics",
        "studied",
        "summarise",
        "tableFormats",
        "unsmoothed",
        "valuesTable",
        "verdictsTables",
        "xAxes",
        "xAxisNames",
      ]
    `);
  });
});
