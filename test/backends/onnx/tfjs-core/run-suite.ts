import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { packageRoot } from '../../../../src/core/package.ts';
import type { SpecReport } from './specs.ts';

/** Below node_modules, where the bundle finds the native part of ONNX Runtime. */
const folder = join(packageRoot, 'node_modules', '.cache', 'vae-bench', 'tfjs-core');
const bundle = join(folder, 'suite.cjs');

async function runBundle(name: string, ...args: readonly string[]): Promise<unknown> {
  const file = join(folder, `${name}-${process.pid}.json`);
  await execa(process.execPath, [bundle, file, ...args], { cwd: folder });
  const text = await readFile(file, 'utf8');
  await rm(file);
  return JSON.parse(text);
}

/** What the suite did, and how many specs it has for a backend that can be read at once. */
export interface SuiteReport {
  readonly specs: readonly SpecReport[];
  readonly defined: number;
}

/** Bundles TensorFlow.js's own suite with the onnx backend, and runs it in a process of its own. */
export async function runSuite(): Promise<SuiteReport> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'suite', 'main.ts')],
    outfile: bundle,
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
  const { specs } = (await runBundle('run')) as Pick<SuiteReport, 'specs'>;
  const { defined } = (await runBundle('count', 'sync')) as Pick<SuiteReport, 'defined'>;
  // The suite's names carry the environment's.
  return {
    defined,
    specs: specs.map((spec) => ({ ...spec, name: spec.name.replaceAll(' onnx {}', '') })),
  };
}
