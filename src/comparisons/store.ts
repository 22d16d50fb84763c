import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CheckpointError, RunDirectoryError } from '../core/run-errors.ts';
import { makeFolder } from '../core/folders.ts';
import { readIfThere, removeIfThere } from '../core/files.ts';
import { replaceFile, writeJson } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';
import { ComparisonDirectory } from '../run-files/comparison-directory.ts';
import {
  NO_TIMING,
  comparisonSchema,
  readComparison,
  readComparisonTiming,
} from '../run-files/comparison-file.ts';
import type { Comparison, ComparisonTiming } from '../run-files/comparison-file.ts';
import { RunDirectory } from '../run-files/run-directory.ts';
import { acquireLock } from '../runs/lock.ts';
import type { RunLock } from '../runs/lock.ts';
import { decodeTensors, encodeTensors } from '../runs/safetensors.ts';
import type { Compared, Reference } from './compare.ts';
import { comparisonCsv } from './csv.ts';
import { GROUPS } from './groups.ts';
import type { Work } from './work.ts';

/** What decides a comparison's numbers, except which estimators are compared. */
export type ComparisonFacts = Omit<Comparison, 'identity' | 'reference' | 'estimators'>;

/** SHA-256 of what has to be the same for results to stand in one table. */
export const identityOf = (facts: ComparisonFacts, contents: Named<unknown>): string =>
  createHash('sha256').update(JSON.stringify({ facts, contents })).digest('hex');

/** The results of a comparison, and the folder that keeps them, if there is one. */
export class ComparisonStore {
  readonly #fs: FileSystem;
  readonly #directory: ComparisonDirectory | undefined;
  readonly #facts: ComparisonFacts & { readonly identity: string };
  readonly #lock: RunLock | undefined;
  #comparison: Comparison | undefined;
  #timing: ComparisonTiming = NO_TIMING;

  /**
   * @param folder - undefined keeps nothing.
   * @param force - whether to replace what the folder holds of another comparison.
   * @throws RunDirectoryError when it holds another comparison; RunLockedError when a process works on it.
   */
  constructor(
    fs: FileSystem,
    folder: string | undefined,
    facts: ComparisonFacts,
    { identity, force }: { readonly identity: string; readonly force: boolean },
  ) {
    this.#fs = fs;
    this.#facts = { ...facts, identity };
    if (folder === undefined) return;
    this.#directory = new ComparisonDirectory(folder);
    makeFolder(fs, folder);
    this.#lock = acquireLock(fs, new RunDirectory(folder));
    try {
      this.#open(this.#directory, force);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  #open(directory: ComparisonDirectory, force: boolean): void {
    if (force) {
      for (const file of directory.results) removeIfThere(this.#fs, file);
      return;
    }
    const { value, damage } = readComparison(directory.comparison);
    if (damage !== null || (value !== undefined && value.identity !== this.#facts.identity)) {
      const problem =
        damage === null
          ? `holds another comparison: ${differences(value as Comparison, this.#facts).join('; ')}`
          : `holds a comparison that cannot be read: compare.json ${damage.problem}`;
      throw new RunDirectoryError(
        directory.path,
        problem,
        'Choose another folder with -o, or replace it with --force.',
      );
    }
    this.#comparison = value;
    this.#timing = readComparisonTiming(directory.timing).value;
  }

  /** The results so far; the reference must be there. */
  get comparison(): Comparison {
    if (this.#comparison === undefined) throw new Error('There is no reference yet.');
    return this.#comparison;
  }

  get timing(): ComparisonTiming {
    return this.#timing;
  }

  /** Whether this estimator needs no drawing any more. */
  has(label: string): boolean {
    return this.#comparison?.estimators.some((one) => one.label === label) === true;
  }

  /** The reference of an earlier start; undefined when there is none that is sound. */
  reference(length: number): Reference | undefined {
    const parts = this.#comparison?.reference;
    if (this.#directory === undefined || parts === undefined) return undefined;
    const bytes = readIfThere(this.#fs, this.#directory.reference);
    if (bytes === undefined) return undefined;
    try {
      const { metadata, arrays } = decodeTensors(bytes);
      if (metadata.identity !== this.#facts.identity) return undefined;
      const means = Array.from({ length: GROUPS }, (_, at) => get(arrays, `mean/${at}`).values);
      return means.every((values) => values.length === length) ? { means, parts } : undefined;
    } catch (error) {
      // It can be drawn again.
      if (error instanceof CheckpointError) return undefined;
      throw error;
    }
  }

  setReference({ means, parts }: Reference, { evaluation, derivativeCost }: Work): void {
    const before = this.#comparison?.estimators ?? [];
    this.#timing = { ...this.#timing, evaluation, derivative_cost: derivativeCost };
    this.#comparison = { ...this.#facts, reference: [...parts], estimators: before };
    if (this.#directory === undefined) return;
    const arrays = Object.fromEntries(
      means.map((values, at) => [`mean/${at}`, { shape: [values.length], values }]),
    );
    const bytes = encodeTensors({ metadata: { identity: this.#facts.identity }, arrays });
    replaceFile(this.#fs, this.#directory.reference, bytes);
    this.#write();
  }

  /**
   * Adds an estimator's results.
   *
   * @param order - the labels that were asked for: results stand in this order, whatever was drawn first.
   */
  add({ result, milliseconds }: Compared, order: readonly string[]): void {
    const place = (label: string) => (order.includes(label) ? order.indexOf(label) : -1);
    const estimators = [...this.comparison.estimators, result].sort(
      (one, other) => place(one.label) - place(other.label),
    );
    this.#comparison = { ...this.comparison, estimators };
    const draws = { ...this.#timing.draws, [result.label]: milliseconds };
    this.#timing = { ...this.#timing, draws };
    this.#write();
  }

  /** Writes the variance of every component of an estimator's gradient, by the names of the parameters. */
  addComponents(label: string, components: Float64Array, shapes: Named<Shape>): void {
    if (this.#directory === undefined) return;
    let start = 0;
    const arrays: Record<string, InitialValue> = {};
    for (const [name, shape] of Object.entries(shapes)) {
      const values = Float32Array.from(components.subarray(start, start + sizeOf(shape)));
      arrays[name] = { shape, values };
      start += sizeOf(shape);
    }
    const metadata = { estimator: label, identity: this.#facts.identity };
    const folder = this.#directory.components;
    makeFolder(this.#fs, folder);
    const name = `${encodeURIComponent(label)}.safetensors`;
    replaceFile(this.#fs, join(folder, name), encodeTensors({ metadata, arrays }));
  }

  #write(): void {
    const directory = this.#directory;
    if (directory === undefined) return;
    writeJson(directory.timing, this.#timing, this.#fs);
    replaceFile(this.#fs, directory.table, Buffer.from(comparisonCsv(this.comparison)));
    // Last: what it does not name is drawn again.
    // By the schema, whose order of keys does not depend on what was read before.
    writeJson(directory.comparison, comparisonSchema.parse(this.comparison), this.#fs);
  }

  /** Lets other processes write to the folder. */
  release(): void {
    this.#lock?.release();
  }
}

/** What two comparisons differ in: `options.draws: 200 → 400`. */
function differences(there: ComparisonFacts, now: ComparisonFacts): string[] {
  const flat = ({ point, options, version, backend }: ComparisonFacts) => ({
    version,
    backend,
    ...Object.fromEntries(Object.entries(point).map(([key, value]) => [`point.${key}`, value])),
    ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`options.${key}`, value])),
  });
  const [earlier, present] = [flat(there), flat(now)] as Named<unknown>[];
  const found = Object.keys(present ?? {}).flatMap((key) =>
    earlier?.[key] === present?.[key]
      ? []
      : [`${key}: ${String(earlier?.[key])} → ${String(present?.[key])}`],
  );
  return found.length > 0 ? found : ['other data, model settings or plugins'];
}
