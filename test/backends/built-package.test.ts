import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { builtPackage } from '../../src/backends/built-package.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NODE = '@tensorflow/tfjs-node';
let folder = '';

/** A package whose module has this text. */
function writePackage(name: string, text: string): string {
  const directory = join(folder, 'node_modules', name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  writeFileSync(join(directory, 'index.js'), text);
  return join(directory, 'index.js');
}

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('VAE_BENCH_TFJS_NODE', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a built package is found, and gets the TensorFlow.js of vae-bench instead of its own', async () => {
  writePackage('@tensorflow/tfjs', 'throw new Error("loaded a second time");');
  const file = writePackage(NODE, 'exports.tf = require("@tensorflow/tfjs");');
  expect(builtPackage(NODE)).toBe(pathToFileURL(file).href);
  const { tf } = (await import(builtPackage(NODE))) as { tf: unknown };
  const { default: own } = (await import('@tensorflow/tfjs')) as unknown as { default: unknown };
  expect(tf).toBe(own);
});

test('a package that was not built is the one that npm installed', () => {
  writePackage(NODE, '');
  expect(builtPackage('@tensorflow/tfjs-node-gpu')).toBe('@tensorflow/tfjs-node-gpu');
});

test('a variable that names something else is an error that says so', () => {
  expect(() => builtPackage(NODE)).toThrow(
    `VAE_BENCH_TFJS_NODE names ${folder}, which scripts/build-tfjs-node.sh has not made`,
  );
});
