import prettyMilliseconds from 'pretty-ms';
import { selectBackend } from '../../../backends/select.ts';
import type { Selection } from '../../../backends/select.ts';
import { PointComparison, roundedDraws } from '../../../comparisons/compare.ts';
import { contendersOf } from '../../../comparisons/contenders.ts';
import type { Contender } from '../../../comparisons/contenders.ts';
import { checksumOf } from '../../../comparisons/point.ts';
import type { FrozenPoint } from '../../../comparisons/point.ts';
import { ComparisonStore, identityOf } from '../../../comparisons/store.ts';
import type { ComparisonFacts } from '../../../comparisons/store.ts';
import { measureWork } from '../../../comparisons/work.ts';
import { UsageError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/files.ts';
import { partition } from '../../../core/named.ts';
import { ownManifest } from '../../../core/package.ts';
import { shownPath } from '../../../core/text.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { tableFormats } from '../../../figures/tables/formats.ts';
import { comparisonTable } from '../../../figures/tables/comparison.ts';
import { isIn, parameterShapes } from '../../../models/parameters.ts';
import type { ComparisonOptions } from '../../../run-files/comparison-file.ts';
import { configIdentity, contentIdentity, pluginChecksums } from '../../../runs/identity.ts';
import { announce } from '../../terminal/announce.ts';
import { print, warn } from '../../terminal/output.ts';
import { Interruption } from '../../terminal/signals.ts';
import type { CompareOptions } from './command.ts';
import { drawFigures } from './figures.ts';
import { bringToPoint, requestPoint } from './point.ts';
import type { PointRequest } from './point.ts';
import { showDraws } from './progress.ts';
import type { DrawsDisplay } from './progress.ts';

function comparisonOptions(options: CompareOptions): ComparisonOptions {
  return {
    seed: options.seed,
    batches: options.batches,
    draws: roundedDraws(options.draws),
    precision: options.precision ?? null,
    warm_up: options.warmUp,
    reference_samples: options.referenceSamples,
    reference_draws: roundedDraws(options.referenceDraws),
    between_batches: options.between,
  };
}

function factsOf(
  point: FrozenPoint,
  options: ComparisonOptions,
  { backend }: Selection,
): ComparisonFacts {
  const { config, seed } = point.run;
  return {
    version: ownManifest().version,
    backend: backend.description,
    point: {
      sha256: checksumOf(point),
      step: point.step,
      estimator: config.estimator,
      categories: config.categories,
      variables: config.variables,
      batch_size: config.batchSize,
      seed,
    },
    options,
  };
}

/** The estimators of the command line; says which ones a word names in vain. */
function contenders({ estimators }: CompareOptions, { config, table }: PointRequest) {
  const chosen = contendersOf(estimators, config, table);
  for (const { label, reason } of chosen.leftOut) warn(`${label} is left out: ${reason}\n`);
  if (chosen.contenders.length === 0) throw new UsageError('--estimators names none that fits.');
  return chosen.contenders;
}

/** @throws UsageError for a part that the gradient does not have. */
function partsOf(
  { part: asked }: CompareOptions,
  there: readonly { readonly part: string }[],
): readonly string[] {
  const known = there.map(({ part }) => part);
  const unknown = asked.find((part) => part !== 'all' && !known.includes(part));
  if (unknown !== undefined) {
    throw new UsageError(`--part ${unknown} is none of ${[...known, 'all'].join(', ')}.`);
  }
  return asked.includes('all') ? known : asked;
}

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

async function compareAt(
  options: CompareOptions,
  signal: AbortSignal,
  display: DrawsDisplay,
): Promise<ComparisonStore> {
  const request = await requestPoint(options);
  const wanted = contenders(options, request);
  const dataset = loadDataset(request.config.data);
  const selection = await selectBackend(request.config.backend);
  announce(selection, request.config.backend.threads);
  const { backend } = selection;
  const point = await bringToPoint(request, options, {
    ...{ dataset, backend, signal },
    observe: (done) => {
      display.observe({ label: 'training', done, total: options.train ?? 0 });
    },
  });
  const asked = comparisonOptions(options);
  const facts = factsOf(point, asked, selection);
  const contents = contentIdentity(dataset.checksums, pluginChecksums(request.config));
  const identity = identityOf(facts, { ...configIdentity(point.run.config), ...contents });
  const { force } = options;
  const store = new ComparisonStore(nodeFileSystem, options.out, facts, { identity, force });
  try {
    const comparison = new PointComparison({
      ...{ point, backend, options: asked, table: request.table, signal },
      observe: (progress) => {
        display.observe(progress);
      },
    });
    partsOf(
      options,
      comparison.layout.parts.map(({ name }) => ({ part: name })),
    );
    display.expect(['reference', ...wanted.map(({ label }) => label)]);
    await drawAll(comparison, wanted, store, {
      ...{ point, selection, components: options.components },
    });
  } finally {
    store.release();
  }
  return store;
}

/** Compares estimators at a frozen point, and prints a table. */
export async function compare(options: CompareOptions): Promise<void> {
  if (options.components && options.out === undefined) {
    throw new UsageError('--components needs a folder: -o <folder>.');
  }
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
    const { comparison, timing } = await compareAt(options, interruption.signal, display);
    display.stop();
    const parts = partsOf(options, comparison.reference);
    if (options.out !== undefined) await drawFigures(options.out, comparison, parts[0] ?? '');
    const tables = parts.map((part) => comparisonTable(comparison, timing, part));
    await print(`${tableFormats[options.format](tables)}\n`);
    const took = prettyMilliseconds(performance.now() - started);
    const where = options.out === undefined ? '' : `; files in ${shownPath(options.out)}`;
    warn(`Took ${took}${where}\n`);
  } finally {
    display.stop();
    interruption.release();
  }
}
