import type { DatasetDefinition } from './contract.ts';
import { amat } from './amat.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { idx } from './idx.ts';
import { mnist } from './mnist.ts';
import { npy } from './npy.ts';

/**
 * Every data set by name, in the order in which help and documentation list them, and in which `auto` looks
 * for their files. Adding one is a file and a row here; `data.name`, the documentation and the tests that all
 * data sets must pass derive from it.
 */
export const datasets = {
  mnist,
  'fashion-mnist': fashionMnist,
  idx,
  npy,
  amat,
} as const satisfies Record<string, DatasetDefinition>;

export type DatasetName = keyof typeof datasets;

export const datasetNames = Object.keys(datasets) as DatasetName[];

/** A row of the table, whatever its name. */
export const datasetOf = (name: DatasetName): DatasetDefinition => datasets[name];

/** The names that `auto` may stand for when there is a directory. */
export const recognisedNames = datasetNames.filter((name) => datasetOf(name).isIn !== undefined);
