import { firstColumns } from '../../../src/metrics/columns.ts';

/** A metrics.csv as the first version wrote it. */
export const withoutLaterColumns = (text: string): string =>
  text.replaceAll(/^.+$/gm, (line) => line.split(',').slice(0, firstColumns.length).join(','));
