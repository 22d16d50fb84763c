import { markdownTable } from '../core/text.ts';
import { datasetNames, datasetOf, recognisedNames } from './table.ts';

/** What `data.name` may be, for help. */
export const describeNames = (): string =>
  [
    `auto: mnist, or with a directory the first of ${recognisedNames.join(', ')} whose files it holds`,
    ...datasetNames.map((name) => `${name}: ${datasetOf(name).summary}`),
  ].join('; ') + '.';

/** The table of data sets in docs/data.md. */
export function datasetMarkdownTable(): string {
  const rows = datasetNames.map((name) => {
    const { summary, files, pixels } = datasetOf(name);
    return [`\`${name}\``, summary, files, pixels];
  });
  return markdownTable([['name', 'what it is', 'files', 'pixels'], ...rows]);
}
