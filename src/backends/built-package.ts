import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../core/package.ts';

/** Names the folder that scripts/build-tfjs-node.sh made, when it is not the one that the script takes unasked. */
const VARIABLE = 'VAE_BENCH_TFJS_NODE';

const own = createRequire(import.meta.url);

const holds = (folder: string, name: string): boolean =>
  existsSync(join(folder, 'node_modules', name, 'package.json'));

/** The folder that VAE_BENCH_TFJS_NODE names, or the one in the checkout. */
function builtFolder(): string {
  const named = process.env[VARIABLE] ?? '';
  if (named === '') return join(packageRoot, '.tfjs-node');
  const folder = resolve(named);
  if (!holds(folder, '@tensorflow/tfjs-node')) {
    throw new Error(`${VARIABLE} names ${folder}, which scripts/build-tfjs-node.sh has not made`);
  }
  return folder;
}

/** Gives the packages of a folder the TensorFlow.js of vae-bench, which otherwise would be loaded a second time. */
function shareTensorFlow(required: NodeJS.Require): void {
  const name = '@tensorflow/tfjs';
  own(name);
  required.cache[required.resolve(name)] = own.cache[own.resolve(name)];
}

/**
 * What to import for a package that binds libtensorflow: its file in the folder that
 * scripts/build-tfjs-node.sh made, where that holds it, or the package that npm installed.
 *
 * @throws Error when VAE_BENCH_TFJS_NODE names a folder without it.
 */
export function builtPackage(name: string): string {
  const folder = builtFolder();
  if (!holds(folder, name)) return name;
  const required = createRequire(join(folder, 'package.json'));
  shareTensorFlow(required);
  return pathToFileURL(required.resolve(name)).href;
}
