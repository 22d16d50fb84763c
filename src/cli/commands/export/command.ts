import { z } from 'zod';
import { exporters, exportFormats } from '../../../exports/table.ts';
import { selectionOptions } from '../../figures/options.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { listOf, operand, option } from '../../options/fields.ts';

const { estimator, categories, tag } = selectionOptions;

export const exportCommand = {
  name: 'export',
  summary: 'write the runs of a results folder for pandas, MLflow and other programs',
  options: z.object({
    folder: operand('<folder>', z.string()),
    out: option('-o, --out <folder>', 'folder to write to', z.string().default('export')),
    format: option(
      '--format <names>',
      `${exportFormats.map((name) => `${name}: ${exporters[name].summary}`).join('; ')} (default: csv, parquet)`,
      listOf(exportFormats).default(['csv', 'parquet']),
      { choices: exportFormats },
    ),
    estimator,
    categories,
    tag,
  }),
  help: `The table has one row per run, seed and step, with the settings that differ and all metrics
(docs/exporting.md). No run is left out: the column status tells those that are not complete, and
standard error names them. The same runs give the same bytes.

In Python, pandas.read_parquet('export/runs.parquet') reads it.

Examples:
  vae-bench export results/figure1-short
  vae-bench export results/figure1-short --format mlflow -o exported`,
};

export type ExportOptions = OptionsOf<typeof exportCommand>;
