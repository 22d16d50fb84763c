import { relative } from 'node:path';
import { shownDamage } from './reading.ts';
import type { ResultsFolder } from './walk.ts';

/** What is wrong with files that are no run's, for readers: with paths relative to the results folder. */
export function damageNotes(folder: string, { sweeps, closed }: ResultsFolder): string[] {
  const at = (path: string) => {
    const shown = relative(folder, path);
    return shown === '' ? '' : `${shown}: `;
  };
  return [
    ...sweeps.flatMap(({ directory, damage }) =>
      damage === null
        ? []
        : [
            `${at(directory.path)}${shownDamage(damage)}: runs that have not started may be missing`,
          ],
    ),
    ...closed.map(
      ({ path, damage }) => `${at(path)}${shownDamage(damage)}: runs in it are not shown`,
    ),
  ];
}
