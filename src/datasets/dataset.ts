import { ConfigError } from '../core/errors.ts';
import { DatasetError } from '../core/file-errors.ts';
import { assemble } from './assemble.ts';
import type { Dataset } from './contract.ts';
import { holding, namesIn } from './files.ts';
import { datasetOf, recognisedNames } from './table.ts';
import type { DatasetName } from './table.ts';

/** Which data set, and where it is. */
export interface DatasetSettings {
  /** `auto` is MNIST, or, with a directory, the first data set of the table whose files it holds. */
  readonly name: DatasetName | 'auto';
  /** A folder, or a file where the format allows it; null for what comes with the installation. */
  readonly directory: string | null;
}

function recognise(directory: string): DatasetName {
  const found = recognisedNames.find((name) => datasetOf(name).isIn?.(directory));
  if (found !== undefined) return found;
  const expected = recognisedNames.map((name) => `  ${name}: ${datasetOf(name).files}`);
  throw new DatasetError(
    directory,
    `holds no data set that is known; ${holding(namesIn(directory))}`,
    ['It was searched for', ...expected].join('\n'),
  );
}

function directoryOf(name: DatasetName, directory: string | null): string {
  const found = directory ?? datasetOf(name).defaultDirectory?.();
  if (found !== undefined) return found;
  const message = `is required by --dataset ${name}: give the folder with --data-dir`;
  throw new ConfigError([{ path: 'data.directory', message }]);
}

/**
 * Loads and verifies a data set.
 *
 * @throws DatasetError for a missing or damaged file; ConfigError when a directory is needed.
 */
export function loadDataset({ name, directory }: DatasetSettings): Dataset {
  const auto = () => (directory === null ? 'mnist' : recognise(directory));
  const resolved = name === 'auto' ? auto() : name;
  const definition = datasetOf(resolved);
  return assemble(resolved, definition, definition.load(directoryOf(resolved, directory)));
}
