import { resolve } from 'node:path';
import { nodeFileSystem, replaceFile } from '../core/files.ts';
import { shownPath } from '../core/text.ts';
import { reportPage } from '../figures/report/page.ts';
import { readRuns } from '../figures/results.ts';
import { reportInput } from './report-input.ts';

export interface ReportOptions {
  readonly out: string;
  readonly title?: string;
}

/** Writes the report of a results folder. */
export async function report(folder: string, { out, title }: ReportOptions): Promise<void> {
  const page = await reportPage(reportInput(readRuns(folder), title));
  const file = resolve(out);
  replaceFile(nodeFileSystem, file, Buffer.from(page));
  process.stdout.write(`${shownPath(file)}\n`);
}
