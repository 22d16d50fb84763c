import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { packageRoot } from '../../../../src/core/package.ts';
import type { SpecReport } from './specs.ts';
import type { SuiteLine, SuiteOptions } from './suite/options.ts';

/** Below node_modules, where the bundle finds the native part of ONNX Runtime. */
const cache = join(packageRoot, 'node_modules', '.cache', 'vae-bench');

/** TensorFlow.js's own suite. */
export interface Suite {
  /** Runs specs in a process of its own; where one ends it, another process runs those that are left. */
  run(options: Pick<SuiteOptions, 'device' | 'only'>): Promise<SpecReport[]>;
  /** How many specs there are for a backend that can be read at once. */
  count(): Promise<number>;
}

async function bundleSuite(folder: string): Promise<string> {
  const outfile = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'suite', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // ES modules, so that the suite and the backend share one TensorFlow.js …
    mainFields: ['module', 'main'],
    // … whose packages call themselves free of side effects; the suite consists of them.
    ignoreAnnotations: true,
    external: ['onnxruntime-node'],
    logLevel: 'error',
  });
  return outfile;
}

/** Runs the bundle in a process of its own and gives what it told before it ended. */
async function runBundle(
  bundle: string,
  options: Omit<SuiteOptions, 'report'>,
): Promise<{ lines: SuiteLine[]; stderr: string }> {
  const report = `${bundle}.report`;
  const file = `${bundle}.options`;
  await writeFile(file, JSON.stringify({ ...options, report } satisfies SuiteOptions));
  await writeFile(report, '');
  const { stderr } = await execa(process.execPath, [bundle, file], { reject: false });
  const text = await readFile(report, 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return { lines: lines.map((line) => JSON.parse(line) as SuiteLine), stderr };
}

async function runSpecs(
  bundle: string,
  options: Pick<SuiteOptions, 'device' | 'only'>,
): Promise<SpecReport[]> {
  const specs: SpecReport[] = [];
  for (;;) {
    const skip = specs.map(({ name }) => name);
    const { lines, stderr } = await runBundle(bundle, { ...options, skip });
    specs.push(...lines.filter((line) => 'name' in line));
    const last = lines.at(-1);
    if (last === undefined) throw new Error(`The suite did not start: ${stderr}`);
    if ('done' in last) return specs;
    // Skipped specs are told of, too: without one that ran, the next process would end at the same place.
    if (!('started' in last) || skip.includes(last.started)) {
      throw new Error(`The suite ended between two specs: ${stderr}`);
    }
    const messages = [`The process ended. ${stderr}`];
    specs.push({ name: last.started, status: 'failed', messages, kernels: [], onCpu: {} });
  }
}

async function countSpecs(bundle: string): Promise<number> {
  const { lines, stderr } = await runBundle(bundle, { device: 'cpu', count: true });
  const [line] = lines;
  if (line === undefined || !('defined' in line)) throw new Error(`No specs: ${stderr}`);
  return line.defined;
}

/** Bundles TensorFlow.js's own suite with the onnx backend for as long as `work` takes. */
export async function withSuite<T>(work: (suite: Suite) => Promise<T>): Promise<T> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'tfjs-core-'));
  try {
    const bundle = await bundleSuite(folder);
    return await work({
      run: async (options) => runSpecs(bundle, options),
      count: async () => countSpecs(bundle),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
