import { join } from 'node:path';
import { createArrayCsvStringifier } from 'csv-writer';
import { makeFolder } from '../core/folders.ts';
import { nodeFileSystem } from '../core/file-system.ts';
import { replaceIfOther } from '../core/durable-files.ts';
import type { Exporter } from './contract.ts';
import { runTable } from './run-table.ts';

/** One table as CSV: numbers with all their digits, nothing where a value is missing. */
export const exporter: Exporter = {
  write: ({ runs, out }) => {
    const columns = runTable(runs);
    const stringifier = createArrayCsvStringifier({ header: columns.map(({ name }) => name) });
    const rows = (columns[0]?.cells ?? []).map((_, row) =>
      columns.map(({ cells }) => {
        const cell = cells[row] ?? '';
        return typeof cell === 'number' ? cell : String(cell);
      }),
    );
    const text = `${stringifier.getHeaderString() ?? ''}${stringifier.stringifyRecords(rows)}`;
    const file = join(out, 'runs.csv');
    makeFolder(nodeFileSystem, out);
    replaceIfOther(nodeFileSystem, file, Buffer.from(text));
    return [file];
  },
};
