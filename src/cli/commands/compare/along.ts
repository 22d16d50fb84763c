import { makeFolder } from '../../../core/folders.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { replaceFile } from '../../../core/durable-files.ts';
import { UsageError } from '../../../core/errors.ts';
import { shownPath } from '../../../core/text.ts';
import { alongCells, alongTables } from '../../../figures/tables/along.ts';
import { csvText, tableFormats } from '../../../figures/tables/formats.ts';
import { AlongDirectory, placeOf, shownPlace } from '../../../run-files/along-directory.ts';
import type { AlongPlace, AlongPoint } from '../../../run-files/along-directory.ts';
import { print } from '../../terminal/output.ts';
import type { CompareOptions } from './command.ts';
import { drawAlong } from './figures.ts';
import { partsOf } from './parts.ts';
import type { ChosenPlaces, PointPlace } from './places.ts';
import { requestSaved, requestStart } from './point.ts';
import type { DrawsDisplay } from './progress.ts';
import type { Session } from './session.ts';

/** @throws UsageError when two runs would have the same folder of results. */
function assertDistinct(places: readonly PointPlace[]): void {
  const known = new Map<string, PointPlace>();
  for (const place of places) {
    const name = shownPlace(placeOf(place.run, place.step));
    const other = known.get(name);
    if (other !== undefined && other.run.path !== place.run.path) {
      const paths = [other, place].map(({ run }) => shownPath(run.path));
      throw new UsageError(
        `${paths.join(' and ')} have the same names: compare them in two commands, with two folders -o.`,
      );
    }
    known.set(name, place);
  }
}

const partsIn = (points: readonly AlongPoint[]): string[] => [
  ...new Set(points.flatMap(({ comparison }) => comparison.reference.map(({ part }) => part))),
];

function writeTable(directory: AlongDirectory, points: readonly AlongPoint[]): void {
  const text = `${csvText([alongCells(points, partsIn(points))])}\n`;
  replaceFile(nodeFileSystem, directory.table, Buffer.from(text));
}

/**
 * Compares estimators at every place; the folder's table is true after each.
 *
 * @returns what was compared, or all that the folder holds: what earlier commands left there counts, too.
 */
async function compareEach(
  places: readonly PointPlace[],
  directory: AlongDirectory | undefined,
  options: CompareOptions,
  { session, display }: { readonly session: Session; readonly display: DrawsDisplay },
): Promise<readonly AlongPoint[]> {
  let points: readonly AlongPoint[] = [];
  for (const [at, { run, step, file }] of places.entries()) {
    const place: AlongPlace = placeOf(run, step);
    display.begin({ name: shownPlace(place), place: at + 1, count: places.length });
    const request =
      file === undefined ? await requestStart(options, run) : await requestSaved(options, file);
    const folder = directory?.point(place).path;
    const { comparison, timing } = await session.compareAt(request, folder);
    points = directory?.points() ?? [...points, { ...place, comparison, timing }];
    if (directory !== undefined) writeTable(directory, points);
  }
  return points;
}

/** Compares estimators along the training of runs, and prints their variance and bias at every step. */
export async function compareAlong(
  { places, notes }: ChosenPlaces,
  options: CompareOptions,
  context: { readonly session: Session; readonly display: DrawsDisplay },
): Promise<void> {
  assertDistinct(places);
  for (const note of notes) context.session.say(note);
  const directory = options.out === undefined ? undefined : new AlongDirectory(options.out);
  if (directory !== undefined) makeFolder(nodeFileSystem, directory.path);
  const points = await compareEach(places, directory, options, context);
  context.display.stop();
  const parts = partsOf(options, partsIn(points));
  if (directory !== undefined) await drawAlong(directory, points, parts[0] ?? '');
  const tables = parts.flatMap((part) => alongTables(points, part));
  await print(`${tableFormats[options.format](tables)}\n`);
}
