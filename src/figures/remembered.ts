/** Lists that are remembered of those with the same first member: a run that grows makes a new list each time. */
const MOST = 4;

interface Entry<T> {
  readonly members: readonly object[];
  readonly value: T;
}

const isSame = (one: readonly object[], other: readonly object[]) =>
  one.length === other.length && one.every((member, at) => member === other[at]);

/**
 * What was computed of lists of objects, for as long as the same objects come again: of a folder that is watched,
 * nothing but what depends on a file that has changed is computed anew.
 */
export class Remembered<T> {
  readonly #entries = new WeakMap<object, readonly Entry<T>[]>();

  /** @param members - all that `make` depends on, compared by identity. */
  get(members: readonly object[], make: () => T): T {
    const [first] = members;
    if (first === undefined) return make();
    const entries = this.#entries.get(first) ?? [];
    const found = entries.find((entry) => isSame(entry.members, members));
    if (found !== undefined) return found.value;
    const entry = { members, value: make() };
    this.#entries.set(first, [entry, ...entries].slice(0, MOST));
    return entry.value;
  }
}

/** The same for each of several keys. */
export class RememberedByKey<Key, T> {
  readonly #byKey = new Map<Key, Remembered<T>>();

  get(key: Key, members: readonly object[], make: () => T): T {
    const remembered = this.#byKey.get(key) ?? new Remembered<T>();
    this.#byKey.set(key, remembered);
    return remembered.get(members, make);
  }
}
