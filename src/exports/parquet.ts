import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { makeFolder } from '../core/folders.ts';
import { nodeFileSystem } from '../core/file-system.ts';
import { replaceIfOther } from '../core/durable-files.ts';
import type { Exporter } from './contract.ts';
import { runTable } from './run-table.ts';
import type { Column } from './run-table.ts';

const types = {
  text: 'STRING',
  integer: 'INT64',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
} as const satisfies Record<Column['type'], string>;

/** The same table as Parquet, whose columns have types and may hold nulls. */
export const exporter: Exporter = {
  write: ({ runs, out }) => {
    const columnData = runTable(runs).map(({ name, type, cells }) => ({
      name,
      type: types[type],
      nullable: true,
      data: cells.map((cell) =>
        type === 'integer' && typeof cell === 'number' ? BigInt(cell) : cell,
      ),
    }));
    const file = join(out, 'runs.parquet');
    makeFolder(nodeFileSystem, out);
    const bytes = parquetWriteBuffer({ columnData, createdBy: 'vae-bench' });
    replaceIfOther(nodeFileSystem, file, Buffer.from(bytes));
    return [file];
  },
};
