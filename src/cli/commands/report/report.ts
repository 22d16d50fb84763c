import { resolve } from 'node:path';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { replaceFile } from '../../../core/durable-files.ts';
import { shownPath } from '../../../core/text.ts';
import { columnsFor } from '../../../figures/columns.ts';
import { shownMetrics } from '../../../metrics/table.ts';
import { reportPage } from '../../../figures/report/page.ts';
import { readFolders } from '../../../figures/folders.ts';
import { readRunsOrComparisons } from '../../../figures/results.ts';
import { RunReader } from '../../../run-files/run-reader.ts';
import { reportInput } from '../../figures/report-input.ts';
import { warnOf } from '../../figures/selection.ts';
import { print } from '../../terminal/output.ts';
import type { ReportOptions } from './command.ts';

/** Writes the report of results folders. */
export async function report({ folders, out, ...choices }: ReportOptions): Promise<void> {
  const reader = new RunReader(columnsFor(shownMetrics));
  const results = readFolders(folders, reader, readRunsOrComparisons);
  const page = await reportPage(reportInput(results, folders, reader, choices));
  const file = resolve(out);
  replaceFile(nodeFileSystem, file, Buffer.from(page));
  await print(`${shownPath(file)}\n`);
  warnOf(results);
}
