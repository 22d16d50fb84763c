/** A flat record whose keys are paths such as `encoder/0/weights`. */
export type Named<T> = Readonly<Record<string, T>>;

/** The entries below `prefix/`, without it. */
export function stripPrefix<T>(record: Named<T>, prefix: string): Record<string, T> {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      key.startsWith(start) ? [[key.slice(start.length), value] as const] : [],
    ),
  );
}

/** The same entries, each key put below `prefix/`. */
export function addPrefix<T>(prefix: string, record: Named<T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [`${prefix}/${key}`, value]),
  );
}

/** Applies `transform` to every value. */
export function mapNamed<T, U>(
  record: Named<T>,
  transform: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, transform(value, key)]),
  );
}

/** The entries whose key `belongs`, and the others. */
export function partition<T>(
  record: Named<T>,
  belongs: (key: string) => boolean,
): [Record<string, T>, Record<string, T>] {
  const entries = Object.entries(record);
  return [
    Object.fromEntries(entries.filter(([key]) => belongs(key))),
    Object.fromEntries(entries.filter(([key]) => !belongs(key))),
  ];
}

/**
 * The value of a key that the program itself put there.
 *
 * @throws Error when it is missing, which is a bug: the message lists the keys there are.
 */
export function get<T>(record: Named<T>, key: string): T {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  if (value === undefined) {
    throw new Error(`No entry "${key}" among: ${Object.keys(record).join(', ')}`);
  }
  return value;
}
