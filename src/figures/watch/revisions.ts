import { randomUUID } from 'node:crypto';
import type { LiveReport, LiveUpdate, Payload, PayloadCurves } from '../report/payload.ts';

interface Part<T> {
  readonly value: T;
  /** Of the report in which it came. */
  readonly revision: number;
}

/** Values with the revisions in which they came; what has not changed keeps its own. */
class Parts<Key, T> {
  #parts = new Map<Key, Part<T>>();

  /** @returns whether anything is new. */
  replace(entries: Iterable<readonly [Key, T]>, revision: number): boolean {
    const before = this.#parts;
    this.#parts = new Map();
    let isNew = false;
    for (const [key, value] of entries) {
      const known = before.get(key);
      const same = known?.value === value;
      this.#parts.set(key, same ? known : { value, revision });
      isNew ||= !same;
    }
    return isNew;
  }

  /** Those that came after a revision. */
  after(revision: number): [Key, T][] {
    const all = [...this.#parts];
    return all.flatMap(([key, part]) => (part.revision > revision ? [[key, part.value]] : []));
  }
}

const curvesIn = ({ panels }: Payload): (readonly [number, PayloadCurves])[] =>
  panels.flatMap(({ series }) => series.map(({ id, curves }) => [id, curves] as const));

/** The panels without their curves. */
const linesIn = ({ panels }: Payload): LiveUpdate['panels'] =>
  panels.map(({ series, ...panel }) => ({
    ...panel,
    series: series.map((line) => ({ ...line, curves: undefined })),
  }));

/**
 * What a report that is watched has shown, so that a page which has seen one revision of it is sent nothing but
 * what has changed since: sections that differ, and the curves of lines that differ.
 */
export class Revisions {
  /** A page may outlive the server that made it. */
  readonly #server = randomUUID();
  readonly #sections = new Parts<string, string>();
  readonly #curves = new Parts<number, PayloadCurves>();
  #panels: LiveUpdate['panels'] = [];
  #head: LiveUpdate['head'] = { folders: [], pair: null };
  #lines = '';
  #count = 0;

  /** Takes a report as the newest. @returns its revision. */
  add({ sections, payload }: LiveReport): string {
    const next = this.#count + 1;
    const panels = linesIn(payload);
    const lines = JSON.stringify(panels);
    const changes = [
      this.#sections.replace(Object.entries(sections), next),
      this.#curves.replace(curvesIn(payload), next),
      lines !== this.#lines,
    ];
    if (changes.includes(true)) this.#count = next;
    this.#lines = lines;
    this.#panels = panels;
    this.#head = { folders: payload.folders, pair: payload.pair };
    return this.#name;
  }

  get #name(): string {
    return `${this.#server}.${this.#count}`;
  }

  /**
   * What has changed since a revision, in the newest report: everything when it is none of this server's.
   *
   * @returns undefined when nothing has.
   */
  since(revision: string | null, time: string): LiveUpdate | undefined {
    if (revision === this.#name) return undefined;
    const [server, count] = revision?.split('.') ?? [];
    const seen = server === this.#server && /^\d+$/.test(count ?? '') ? Number(count) : 0;
    return {
      time,
      revision: this.#name,
      sections: Object.fromEntries(this.#sections.after(seen)),
      head: this.#head,
      panels: this.#panels,
      curves: Object.fromEntries(this.#curves.after(seen)),
    };
  }
}
