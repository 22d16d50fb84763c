import { builtPackage } from '../../../src/backends/built-package.ts';
import { installedVersion } from '../../../src/core/package.ts';

const NAME = '@tensorflow/tfjs-node';

/**
 * Why nothing can be tested on tfjs-node; undefined where it was built or installed.
 *
 * @throws Error when VAE_BENCH_TFJS_NODE names a folder without it: whoever names one wants the tests to run.
 */
export function whyNoTfjsNode(): string | undefined {
  const isThere = builtPackage(NAME) !== NAME || installedVersion(NAME) !== null;
  return isThere ? undefined : 'needs scripts/build-tfjs-node.sh';
}
