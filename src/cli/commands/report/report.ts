import { resolve } from 'node:path';
import { nodeFileSystem, replaceFile } from '../../../core/files.ts';
import { shownPath } from '../../../core/text.ts';
import { reportPage } from '../../../figures/report/page.ts';
import { readRuns } from '../../../figures/results.ts';
import { reportInput } from '../../figures/report-input.ts';
import { print } from '../../terminal/output.ts';
import type { ReportOptions } from './command.ts';

/** Writes the report of a results folder. */
export async function report({ folder, out, title }: ReportOptions): Promise<void> {
  const page = await reportPage(reportInput(readRuns(folder), title));
  const file = resolve(out);
  replaceFile(nodeFileSystem, file, Buffer.from(page));
  await print(`${shownPath(file)}\n`);
}
