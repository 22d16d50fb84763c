/** A value of a configuration before validation, and where it was written. */
export interface Entry {
  readonly path: readonly string[];
  readonly value: unknown;
  /** `configs/quick.json:7`, `--steps` or `--set steps=10`. */
  readonly origin: string;
}

/** True for what JSON calls an object. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when `path` is `ancestor` or lies below it. */
function isWithin(path: readonly string[], ancestor: readonly string[]): boolean {
  return ancestor.every((part, depth) => path[depth] === part);
}

/**
 * Later entries replace earlier ones at the same path, above it (a number where an object stood) and
 * below it.
 */
export function mergeEntries(entries: readonly Entry[]): Entry[] {
  return entries.reduce<Entry[]>((merged, entry) => {
    const kept = merged.filter(
      ({ path }) => !isWithin(path, entry.path) && !isWithin(entry.path, path),
    );
    return [...kept, entry];
  }, []);
}

/** Builds the nested object that the entries describe. */
export function nest(entries: readonly Entry[]): Record<string, unknown> {
  // Without a prototype, a key such as __proto__ is a key like any other.
  const root = Object.create(null) as Record<string, unknown>;
  for (const { path, value } of entries) {
    let parent = root;
    for (const part of path.slice(0, -1)) {
      if (!isObject(parent[part])) parent[part] = Object.create(null);
      parent = parent[part] as Record<string, unknown>;
    }
    const key = path.at(-1);
    if (key !== undefined) parent[key] = value;
  }
  return root;
}

/** Where the value at `path` was written: the entry itself, or one above or below it. */
export function originOf(entries: readonly Entry[], path: readonly string[]): string | undefined {
  return (
    entries.find((entry) => isWithin(path, entry.path)) ??
    entries.find((entry) => isWithin(entry.path, path))
  )?.origin;
}

/** Reads a `--set path=value` argument. */
export function entryFromSet(argument: string, parse: (text: string) => unknown): Entry {
  const equals = argument.indexOf('=');
  if (equals < 1) throw new Error(`must be path=value, such as evaluation.every=100`);
  return {
    path: argument.slice(0, equals).trim().split('.'),
    value: parse(argument.slice(equals + 1)),
    origin: `--set ${argument}`,
  };
}
