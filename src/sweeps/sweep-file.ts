import { leavesOf, mergeEntries } from '../config/entries.ts';
import type { Entry } from '../config/entries.ts';
import { entriesFromFile } from '../config/file.ts';
import { settings } from '../config/settings.ts';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { shownValue } from '../core/json.ts';
import { nearestTo } from '../core/suggest.ts';
import { takenApart, writtenTwice } from './dotted.ts';
import { valuesOfRange, withRanges } from './ranges.ts';
import { drawsOf } from './sample.ts';
import { listSettings, sharedSettings } from './sweep-schema.ts';

/** One setting with the values that it takes. */
export interface Axis {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
  /** `configs/figure1.json:7`. */
  readonly origin: string;
  /** Settings that change with it, with as many values. */
  readonly beside?: readonly Axis[];
}

/** Settings that are combined with each other; without any, it is the base configuration alone. */
export type Grid = readonly Axis[];

/** A sweep file that was read: what all runs share, and what they differ in. */
export interface Sweep {
  readonly base: readonly Entry[];
  /** `grid` with `zip` and `sample`, and then every element of `include`. */
  readonly grids: readonly Grid[];
  readonly exclude: readonly Grid[];
}

const sections = ['grid', 'zip', 'sample', 'include', 'exclude'] as const;
type Section = (typeof sections)[number];

const isSection = (key: string | undefined): key is Section => sections.includes(key as Section);

/** Axes as one: its values and those of the others change together. */
function together([first, ...beside]: readonly Axis[]): Axis[] {
  return first === undefined ? [] : [{ ...first, beside }];
}

/** Collects everything that cannot be read. */
class Reader {
  readonly issues: ConfigIssue[] = [];

  #issue({ path, origin }: Entry, message: string): void {
    this.issues.push({ path: path.join('.'), origin, message });
  }

  /** The list that an entry has, or that its range stands for; null when that is none. */
  #values(entry: Entry, path: readonly string[]): unknown[] | undefined | null {
    const { value } = entry;
    if (Array.isArray(value)) return value as unknown[];
    if (typeof value !== 'object' || value === null) return undefined;
    try {
      return valuesOfRange(path, value);
    } catch (error) {
      this.#issue(entry, `${(error as Error).message}; found ${shownValue(value)}`);
      return null;
    }
  }

  /**
   * @param entry - its path starts with `depth` parts that are no setting: `grid`, or `include` and `0`.
   * @param lists - whether a single value is an error.
   */
  #axis(entry: Entry, depth: number, lists: boolean): Axis[] {
    const path = entry.path.slice(depth);
    const name = path.join('.');
    if (sharedSettings.includes(name)) {
      this.#issue(entry, 'is the same for all runs of a sweep: set it at the top of the file');
      return [];
    }
    if (name === 'seeds') {
      if (!lists) return [{ path, values: [entry.value], origin: entry.origin }];
      this.#issue(entry, 'are listed at the top of the file; every run gets all of them');
      return [];
    }
    const list = this.#values(entry, path);
    if (list === null) return [];
    if (list?.length === 0 && (lists || !listSettings.has(name))) {
      this.#issue(entry, 'is an empty list, so there would be no run');
      return [];
    }
    // In `include`, [512, 256] is one value of a setting that is a list itself.
    const several = list !== undefined && (!listSettings.has(name) || list.every(Array.isArray));
    if (lists && list === undefined) {
      this.#issue(entry, `must be a list of values; found ${shownValue(entry.value)}`);
      return [];
    }
    const values = several || lists ? (list ?? []) : [entry.value];
    return [{ path, values, origin: entry.origin }];
  }

  /** The grid that the entries below `grid` describe; nothing when there are none. */
  grid(entries: readonly Entry[]): Grid[] {
    if (entries.length === 0) return [];
    const whole = entries.find(({ path }) => path.length === 1);
    if (whole !== undefined) {
      this.#issue(whole, 'must be an object with a list of values for every setting that varies');
      return [];
    }
    return [withRanges(entries, 1).flatMap((entry) => this.#axis(entry, 1, true))];
  }

  /** The grids in the list below `include` or `exclude`. */
  list(entries: readonly Entry[], lists = false): Grid[] {
    return entries.flatMap((entry) => {
      const { value, elements = [] } = entry;
      const good =
        entry.path.length === 1 && Array.isArray(value) && elements.length === value.length;
      if (!good || elements.some(({ length }) => length === 0)) {
        this.#issue(entry, 'must be a list of objects, each with at least one setting');
        return [];
      }
      return elements.map((element) => {
        const leaves = takenApart(element, 2);
        this.issues.push(...writtenTwice(leaves));
        return withRanges(leaves, 2).flatMap((leaf) => this.#axis(leaf, 2, lists));
      });
    });
  }

  /** The settings of each element of `zip`, which take their values together. */
  zip(entries: readonly Entry[]): Axis[] {
    return this.list(entries, true).flatMap((axes) => {
      const lengths = axes.map(({ path, values }) => `${path.join('.')} has ${values.length}`);
      const [first] = axes;
      if (axes.some(({ values }) => values.length !== first?.values.length)) {
        const message = `needs lists of the same length; ${lengths.join(', ')}`;
        this.issues.push({ path: 'zip', message, ...(first && { origin: first.origin }) });
      }
      return together(axes);
    });
  }

  /** The settings of `sample`, with all draws; one draw has a value of each. */
  sample(entries: readonly Entry[]): Axis[] {
    if (entries.length === 0) return [];
    try {
      return together(drawsOf(entries).flatMap((entry) => this.#axis(entry, 2, true)));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.issues.push(...error.issues);
      return [];
    }
  }

  /** Every setting may vary in one place only. */
  assertOnce(axes: readonly Axis[]): void {
    const seen = new Map<string, Axis>();
    for (const axis of axes.flatMap((one) => [one, ...(one.beside ?? [])])) {
      const path = axis.path.join('.');
      const earlier = seen.get(path);
      seen.set(path, axis);
      if (earlier === undefined) continue;
      const { origin } = axis;
      this.issues.push({ path, origin, message: `varies already, at ${earlier.origin}` });
    }
  }
}

/** Misspelt sections are settings that do not exist, and the settings are not what was meant. */
function misspelt(base: readonly Entry[]): ConfigIssue[] {
  const known = settings().map(({ path }) => path.split('.')[0] ?? path);
  return base.flatMap(({ path: [key = ''], origin }) => {
    const nearest = nearestTo(key, [...known, ...sections]);
    return !known.includes(key) && isSection(nearest)
      ? [{ path: key, origin, message: `is not a setting. Did you mean "${nearest}"?` }]
      : [];
  });
}

/**
 * Reads the entries of a sweep file, and of what else sets a value.
 *
 * @throws ConfigError that lists everything in grid, include and exclude that has the wrong form.
 */
export function readSweep(entries: readonly Entry[]): Sweep {
  const whole = entries.flatMap((entry) =>
    entry.path[0] === 'grid' ? takenApart([entry], 1) : [entry],
  );
  const twice = writtenTwice(whole.filter(({ path: [key] }) => key === 'grid'));
  const merged = mergeEntries(whole);
  const of = (section: Section) => merged.filter(({ path: [key] }) => key === section);
  const base = merged.filter(({ path: [key] }) => !isSection(key));
  const reader = new Reader();
  const [grid] = reader.grid(of('grid'));
  const joint = [...reader.zip(of('zip')), ...reader.sample(of('sample'))];
  reader.assertOnce([...(grid ?? []), ...joint]);
  const main = grid === undefined && joint.length === 0 ? [] : [[...(grid ?? []), ...joint]];
  const grids = [...main, ...reader.list(of('include'))];
  const exclude = reader.list(of('exclude'));
  const issues = [...twice, ...reader.issues, ...misspelt(base)];
  if (issues.length > 0) throw new ConfigError(issues);
  return { base, grids: grids.length === 0 ? [[]] : grids, exclude };
}

/** The entries that give an axis one of its values. */
export function entriesOf({ path, origin }: Axis, value: unknown): Entry[] {
  return leavesOf({ path, value, origin });
}

/** Reads a sweep file, with the files it extends. @throws ConfigError. */
export const loadSweep = (file: string): Sweep => readSweep(entriesFromFile(file));
