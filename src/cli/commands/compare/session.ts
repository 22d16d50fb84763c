import { selectBackend } from '../../../backends/select.ts';
import type { Selection } from '../../../backends/select.ts';
import { PointComparison } from '../../../comparisons/compare.ts';
import { contendersOf, referenceOf } from '../../../comparisons/contenders.ts';
import type { Contender } from '../../../comparisons/contenders.ts';
import { writePoint } from '../../../comparisons/kept-point.ts';
import type { FrozenPoint } from '../../../comparisons/point.ts';
import { ComparisonStore, identityOf } from '../../../comparisons/store.ts';
import { measureWork } from '../../../comparisons/work.ts';
import type { Config } from '../../../config/schema.ts';
import { UsageError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { partition } from '../../../core/named.ts';
import type { Dataset } from '../../../datasets/contract.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { isIn, parameterShapes } from '../../../models/parameters.ts';
import { configIdentity, contentIdentity, pluginChecksums } from '../../../runs/identity.ts';
import { assertSameData } from '../../../runs/same-data.ts';
import { announce } from '../../terminal/announce.ts';
import { warn } from '../../terminal/output.ts';
import type { CompareOptions } from './command.ts';
import { comparisonOptions, factsOf, pointFiles } from './facts.ts';
import { partsOf } from './parts.ts';
import { bringToPoint } from './point.ts';
import type { PointRequest } from './point.ts';
import type { DrawsDisplay } from './progress.ts';

async function drawAll(
  comparison: PointComparison,
  wanted: readonly Contender[],
  store: ComparisonStore,
  context: {
    readonly point: FrozenPoint;
    readonly selection: Selection;
    readonly components: boolean;
  },
): Promise<void> {
  const { point, selection } = context;
  const kept = store.reference(comparison.layout.length);
  const missing = wanted.filter(({ label }) => !store.has(label));
  if (kept !== undefined && missing.length === 0) return;
  const reference = kept ?? (await comparison.reference());
  if (kept === undefined) {
    store.setReference(reference, await measureWork(point, selection.backend, comparison.images));
  }
  const { model } = point.run;
  const [encoder] = partition(parameterShapes(model), isIn(model, 'encoder'));
  const order = wanted.map(({ label }) => label);
  for (const contender of missing) {
    const compared = await comparison.compare(contender, reference);
    if (context.components) store.addComponents(contender.label, compared.components, encoder);
    store.add(compared, order);
  }
}

/** What a command's comparisons, at one point or at many, have in common. */
export class Session {
  readonly #options: CompareOptions;
  readonly #signal: AbortSignal;
  readonly #display: DrawsDisplay;
  readonly #datasets = new Map<string, Dataset>();
  readonly #selections = new Map<string, Selection>();
  readonly #said = new Set<string>();

  constructor(options: CompareOptions, signal: AbortSignal, display: DrawsDisplay) {
    this.#options = options;
    this.#signal = signal;
    this.#display = display;
  }

  /** Says something on standard error, once. */
  say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#display.stop();
    warn(`${text}\n`);
  }

  #dataset({ data }: Config): Dataset {
    const key = JSON.stringify(data);
    const dataset = this.#datasets.get(key) ?? loadDataset(data);
    this.#datasets.set(key, dataset);
    return dataset;
  }

  async #selection({ backend }: Config): Promise<Selection> {
    const key = JSON.stringify(backend);
    const known = this.#selections.get(key);
    if (known !== undefined) return known;
    const selection = await selectBackend(backend);
    announce(selection, backend.threads);
    this.#selections.set(key, selection);
    return selection;
  }

  /** The estimators of the command line; says which ones a word names in vain. */
  #contenders({ config, table }: PointRequest): readonly Contender[] {
    const { estimators, reference, referenceSamples: samples } = this.#options;
    // Before anything is drawn.
    referenceOf(reference, { ...config, samples }, table);
    const chosen = contendersOf(estimators, config, table);
    for (const { label, reason } of chosen.leftOut) this.say(`${label} is left out: ${reason}`);
    if (chosen.contenders.length === 0) throw new UsageError('--estimators names none that fits.');
    return chosen.contenders;
  }

  /**
   * Compares estimators at one point, as far as the folder's results do not have them.
   *
   * @param folder - undefined keeps nothing.
   */
  async compareAt(request: PointRequest, folder: string | undefined): Promise<ComparisonStore> {
    const options = this.#options;
    const [signal, display] = [this.#signal, this.#display];
    const wanted = this.#contenders(request);
    const dataset = this.#dataset(request.config);
    if (request.run !== undefined) assertSameData(dataset, request.run, request.config);
    const selection = await this.#selection(request.config);
    const { backend } = selection;
    const contents = contentIdentity(dataset.checksums, pluginChecksums(request.config));
    const trains = options.train !== undefined;
    const kept = trains ? pointFiles(folder, request, contents, selection) : undefined;
    const point = await bringToPoint(request, options, {
      ...{ dataset, backend, signal, kept },
      observe: (done) => {
        display.observe({ label: 'training', done, total: options.train ?? 0 });
      },
    });
    const asked = comparisonOptions(options);
    const facts = factsOf(point, asked, selection);
    const identity = identityOf(facts, { ...configIdentity(point.run.config), ...contents });
    const { force } = options;
    const store = new ComparisonStore(nodeFileSystem, folder, facts, { identity, force });
    try {
      // Not before: the folder may be that of another comparison.
      if (kept !== undefined) writePoint(nodeFileSystem, kept, point);
      const comparison = new PointComparison({
        ...{ point, backend, options: asked, table: request.table, signal },
        observe: (progress) => {
          display.observe(progress);
        },
      });
      const parts = comparison.layout.parts.map(({ name }) => name);
      partsOf(options, parts);
      display.expect(['reference', ...wanted.map(({ label }) => label)]);
      await drawAll(comparison, wanted, store, {
        ...{ point, selection, components: options.components },
      });
    } finally {
      store.release();
    }
    return store;
  }
}
