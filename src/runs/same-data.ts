import type { Config } from '../config/schema.ts';
import { DatasetError } from '../core/file-errors.ts';
import { RunDirectoryError } from '../core/run-errors.ts';
import { shownPath } from '../core/text.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import { readRunRecord } from '../run-files/run-record.ts';
import { AGAIN } from './resume-advice.ts';

/**
 * Checks that images are those that a run was trained on.
 *
 * @param config - says where the images were looked for.
 * @throws DatasetError when they are others; RunDirectoryError when run.json does not say which they were.
 */
export function assertSameData(
  dataset: Dataset,
  directory: RunDirectory,
  config: Pick<Config, 'data'>,
): void {
  const recorded = readRunRecord(directory.record).value?.data?.sha256;
  if (recorded === undefined) {
    throw new RunDirectoryError(
      shownPath(directory.path),
      'has no run.json that says which images it was trained on',
      AGAIN,
    );
  }
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(dataset.checksums)])];
  const other = names.find((name) => recorded[name] !== dataset.checksums[name]);
  if (other === undefined) return;
  const [then, now] = [recorded, dataset.checksums].map((sums) => sums[other] ?? 'no such file');
  throw new DatasetError(
    config.data.directory ?? dataset.name,
    `is not what ${shownPath(directory.path)} was trained on: of ${other} the SHA-256 is ${now ?? ''}, and ` +
      `run.json has ${then ?? ''}`,
    'Give the folder of those files with --data-dir.',
  );
}
