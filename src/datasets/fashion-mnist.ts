import type { DatasetDefinition } from './contract.ts';
import { IDX_FILES, readIdx } from './idx.ts';
import type { Checksums } from './idx.ts';

/** As in Debian's package dataset-fashion-mnist. */
const checksums: Checksums = {
  'train-images-idx3-ubyte': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  't10k-images-idx3-ubyte': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
};

/** Fashion-MNIST (Xiao, Rasul, Vollgraf 2017). */
export const fashionMnist: DatasetDefinition = {
  summary: 'Fashion-MNIST, verified by checksums',
  files: IDX_FILES,
  pixels: 'grey',
  load: (directory) => readIdx(directory, checksums, 'FashionMNIST'),
};
