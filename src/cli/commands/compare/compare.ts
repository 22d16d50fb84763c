import prettyMilliseconds from 'pretty-ms';
import { UsageError } from '../../../core/errors.ts';
import { shownPath } from '../../../core/text.ts';
import { comparisonTable } from '../../../figures/tables/comparison.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import { print, warn } from '../../terminal/output.ts';
import { Interruption } from '../../terminal/signals.ts';
import { compareAlong } from './along.ts';
import type { CompareOptions } from './command.ts';
import { drawFigures } from './figures.ts';
import { partsOf } from './parts.ts';
import { choosePlaces, isFile, isRunOrSeeds, keepsCheckpoints } from './places.ts';
import { assertOnePoint, requestMade, requestSaved } from './point.ts';
import { predict } from './predict.ts';
import { showDraws } from './progress.ts';
import type { DrawsDisplay } from './progress.ts';
import { Session } from './session.ts';

/** The one point that is named: what is made here, a file, or a run that keeps no checkpoints. */
function singlePoint({ points, steps }: CompareOptions): { readonly path?: string } | undefined {
  const [path, ...more] = points;
  if (path === undefined) return {};
  if (more.length > 0 || steps !== undefined) return undefined;
  return isFile(path) || (isRunOrSeeds(path) && !keepsCheckpoints(path)) ? { path } : undefined;
}

async function compareOnce(
  options: CompareOptions,
  path: string | undefined,
  { session, display }: { readonly session: Session; readonly display: DrawsDisplay },
): Promise<void> {
  const request = await (path === undefined ? requestMade(options) : requestSaved(options, path));
  const { comparison, timing } = await session.compareAt(request, options.out);
  display.stop();
  const parts = partsOf(
    options,
    comparison.reference.map(({ part }) => part),
  );
  if (options.out !== undefined) await drawFigures(options.out, comparison, parts[0] ?? '');
  const tables = parts.map((part) => comparisonTable(comparison, timing, part));
  await print(`${tableFormats[options.format](tables)}\n`);
}

/** Compares estimators at a frozen point, or at several along training, and prints tables. */
export async function compare(options: CompareOptions): Promise<void> {
  if (options.components && options.out === undefined) {
    throw new UsageError('--components needs a folder: -o <folder>.');
  }
  if (options.predict !== undefined) {
    await predict(options, options.predict);
    return;
  }
  assertOnePoint(options);
  const interruption = new Interruption();
  const display = showDraws();
  interruption.hooks = {
    restore: () => {
      display.stop();
    },
    say: () => undefined,
  };
  const started = performance.now();
  try {
    const session = new Session(options, interruption.signal, display);
    const single = singlePoint(options);
    if (single === undefined) {
      const places = choosePlaces(options.points, options.steps);
      await compareAlong(places, options, { session, display });
    } else {
      await compareOnce(options, single.path, { session, display });
    }
    const took = prettyMilliseconds(performance.now() - started);
    const where = options.out === undefined ? '' : `; files in ${shownPath(options.out)}`;
    warn(`Took ${took}${where}\n`);
  } finally {
    display.stop();
    interruption.release();
  }
}
