import type { ExporterRow } from './contract.ts';

/** The formats that runs are exported to, by the name that `--format` takes. */
export const exporters = {
  csv: {
    summary: 'one table, runs.csv',
    load: () => import('./csv.ts'),
  },
  parquet: {
    summary: 'the same table with types, runs.parquet',
    load: () => import('./parquet.ts'),
  },
  mlflow: {
    summary: 'a file store of MLflow, mlruns/',
    load: () => import('./mlflow/file-store.ts'),
  },
} as const satisfies Readonly<Record<string, ExporterRow>>;

export type ExportFormat = keyof typeof exporters;

export const exportFormats = Object.keys(exporters) as [ExportFormat, ...ExportFormat[]];
