import { basename, dirname } from 'node:path';
import { selectBackend } from '../../../backends/select.ts';
import type { Backend } from '../../../backends/backend.ts';
import { UsageError, VaeBenchError } from '../../../core/errors.ts';
import { nodeFileSystem } from '../../../core/file-system.ts';
import { replaceFile, writeJson } from '../../../core/durable-files.ts';
import { ownManifest } from '../../../core/package.ts';
import { RandomStream } from '../../../core/random.ts';
import { shownPath, textTable } from '../../../core/text.ts';
import { binarise, binariseOnce } from '../../../datasets/binarise.ts';
import type { Dataset } from '../../../datasets/contract.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { drawnShape } from '../../../datasets/images.ts';
import type { ImageSet } from '../../../datasets/images.ts';
import { renderPng } from '../../../figures/plot/render.ts';
import { sheetSvg } from '../../../figures/plot/sheet.ts';
import { placeOfLargest, PosteriorUse } from '../../../models/posterior-use.ts';
import type { VariableUse } from '../../../models/posterior-use.ts';
import type { PosteriorRecord } from '../../../run-files/posterior-file.ts';
import type { RunDirectory } from '../../../run-files/run-directory.ts';
import { readTrainedRun } from '../../../runs/trained-run.ts';
import type { TrainedRun } from '../../../runs/trained-run.ts';
import { FrozenModel } from '../../../training/frozen-model.ts';
import { modelPictures } from '../../../training/model-pictures.ts';
import { announce } from '../../terminal/announce.ts';
import { print, warn } from '../../terminal/output.ts';
import type { SamplesOptions } from './command.ts';
import { drawnRuns } from './runs.ts';
import { sheetOf, shownCategories } from './sheet.ts';

/** Images whose posteriors are held at once. */
const IMAGES_AT_ONCE = 1000;
/** A variable is unused when it tells less than that of the images, in nats. */
const UNUSED_INFORMATION = 0.01;

/** Some of the images, as zeros and ones; images that are binary already draw nothing. */
function pixelsOf(images: ImageSet, from: number, count: number): Float32Array<ArrayBuffer> {
  const indices = Uint32Array.from({ length: count }, (_, at) => from + at);
  return binarise(images, indices, new RandomStream(0, 'binarise'));
}

async function useOf(frozen: FrozenModel, images: ImageSet): Promise<VariableUse[]> {
  const use = new PosteriorUse(frozen.model.sizes, await frozen.logPrior());
  for (let from = 0; from < images.count; from += IMAGES_AT_ONCE) {
    const count = Math.min(IMAGES_AT_ONCE, images.count - from);
    use.add(await frozen.encode(pixelsOf(images, from, count)));
  }
  return use.result();
}

/** @throws UsageError when the run has no such variable. */
function variableOf({ variable }: SamplesOptions, uses: readonly VariableUse[]): number {
  if (variable === undefined) return placeOfLargest(uses.map(({ kl }) => kl));
  if (variable < uses.length) return variable;
  throw new UsageError(
    `--variable ${variable} is none of this run's: it has 0 to ${uses.length - 1}.`,
  );
}

function recordOf(
  { dataset, config, step, sha256 }: TrainedRun,
  backend: Backend,
  uses: readonly VariableUse[],
  picture: PosteriorRecord['picture'],
): PosteriorRecord {
  const total = (value: (use: VariableUse) => number) =>
    uses.reduce((sum, use) => sum + value(use), 0);
  return {
    step,
    checkpoint_sha256: sha256,
    backend: backend.description,
    version: ownManifest().version,
    images: { data: dataset.name, part: 'test', count: dataset.test.count },
    categories: config.categories,
    entropy: total(({ entropy }) => entropy),
    kl: total(({ kl }) => kl),
    mutual_information: total((use) => use.mutual_information),
    unused_categories: total(({ unused }) => unused.length),
    unused_variables: uses.flatMap((use, v) =>
      use.mutual_information < UNUSED_INFORMATION ? [v] : [],
    ),
    variables: uses,
    picture,
  };
}

function summary(directory: RunDirectory, record: PosteriorRecord): string {
  const { step, images, variables, categories } = record;
  const each = (value: number) => (value / variables.length).toFixed(3);
  const unused = record.unused_variables;
  return `${textTable([
    [
      'entropy of the posterior',
      `${record.entropy.toFixed(3)} nats`,
      `${each(record.entropy)} per variable`,
    ],
    ['KL from the prior', `${record.kl.toFixed(3)} nats`, `${each(record.kl)} per variable`],
    ['unused categories', `${record.unused_categories} of ${variables.length * categories}`],
    ['unused variables', unused.length === 0 ? 'none' : unused.join(', ')],
  ])}\n${images.count} test images of ${images.data}, step ${step}\n\n${[
    directory.samples,
    directory.posterior,
  ]
    .map((file) => `${shownPath(file)}\n`)
    .join('')}`;
}

async function draw(
  directory: RunDirectory,
  options: SamplesOptions,
  backend: Backend,
  load: typeof loadDataset,
): Promise<void> {
  const run = await readTrainedRun(directory, { directory: options.dataDir, load });
  const { model, parameters, dataset } = run;
  // Those that the run's test bound is of.
  const images = binariseOnce(dataset.test, new RandomStream(run.seed, 'binarise', 'test'));
  const frozen = new FrozenModel(backend, model, parameters, dataset.trainMean);
  const uses = await useOf(frozen, images);
  const variable = variableOf(options, uses);
  const use = uses[variable] as VariableUse;
  const shown = shownCategories(use);
  const count = Math.min(options.images, images.count);
  const seed = options.seed ?? run.seed;
  const pictures = await modelPictures(frozen, {
    ...{ images: pixelsOf(images, 0, count), seed, variable, categories: shown },
  });
  const title = `${basename(dirname(directory.path))}/${directory.seed}, step ${run.step}`;
  const size = drawnShape(images);
  const svg = sheetSvg(sheetOf(pictures, { title, size, variable, use, shown }));
  replaceFile(nodeFileSystem, directory.samples, Buffer.from(renderPng(svg, 1)));
  const record = recordOf(run, backend, uses, { seed, images: count, variable });
  writeJson(directory.posterior, record);
  await print(summary(directory, record));
}

/** Loads what is asked for again from the memory. */
function remembering(): typeof loadDataset {
  const known = new Map<string, Dataset>();
  return (settings) => {
    const key = JSON.stringify(settings);
    const dataset = known.get(key) ?? loadDataset(settings);
    known.set(key, dataset);
    return dataset;
  };
}

/**
 * Draws what the models of runs have learned, and measures how their posteriors use their categories. A run that
 * cannot be drawn does not keep the others from it.
 */
export async function samples(options: SamplesOptions): Promise<void> {
  const runs = drawnRuns(options.folders);
  const { backend: name, gpu } = options;
  const selection = await selectBackend({ name, threads: null, gpu });
  announce(selection, null);
  const load = remembering();
  let failures = 0;
  for (const directory of runs) {
    try {
      await draw(directory, options, selection.backend, load);
    } catch (error) {
      if (runs.length === 1 || !(error instanceof VaeBenchError)) throw error;
      failures += 1;
      warn(`${error.message}\n`);
    }
  }
  if (failures === 0) return;
  throw new UsageError(
    `${failures} of ${runs.length} runs cannot be drawn: the messages above say why.`,
  );
}
