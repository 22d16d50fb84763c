import { selectBackend } from '../backends/select.ts';
import type { BackendName, BackendSettings, Selection } from '../backends/select.ts';
import { configSchema } from '../config/schema.ts';
import { RandomStream } from '../core/random.ts';
import type { Dataset } from '../datasets/contract.ts';
import type { ImageSet } from '../datasets/images.ts';
import { resolveRun } from '../training/resolved-run.ts';
import { Trainer } from '../training/trainer.ts';
import { spreadOf } from './spread.ts';

/** Steps that are timed, after the first. */
const TIMED_STEPS = 10;
const SIDE = 28;

/** What a backend did when it was tried. */
export interface Probe {
  readonly backend: BackendName;
  readonly description: string;
  readonly passed_over: Selection['passedOver'];
  /** Of each step, in nats: the same on every backend, but for rounding. */
  readonly elbos: readonly number[];
  readonly first_step_milliseconds: number;
  /** Median of the steps after the first. */
  readonly step_milliseconds: number;
}

/** Random images: whether the data set can be read is another question. */
function noiseImages(count: number, part: string): ImageSet {
  const grey = new RandomStream(0, 'init', 'probe', part).uniforms(count * SIDE * SIDE);
  return {
    count,
    rows: SIDE,
    columns: SIDE,
    pixels: Uint8Array.from(grey, (value) => Math.floor(256 * value)),
    binary: false,
  };
}

const dataset = (): Dataset => ({
  name: 'probe',
  train: noiseImages(40, 'train'),
  validation: noiseImages(1, 'validation'),
  test: noiseImages(1, 'test'),
  trainMean: new Float32Array(SIDE * SIDE).fill(0.5),
  checksums: {},
});

/**
 * Takes a few steps of a small model: 20 images of 784 pixels, 5 variables of 3 categories, 64 hidden units.
 *
 * @throws BackendUnavailableError when the backend does not start.
 */
export async function probe(settings: BackendSettings): Promise<Probe> {
  const { backend, passedOver } = await selectBackend(settings);
  const config = configSchema.parse({
    ...{ categories: 3, variables: 5, batchSize: 20 },
    model: { encoderHidden: [64], decoderHidden: [64] },
    evaluation: { trainImages: null, testImages: null },
  });
  const trainer = new Trainer(await resolveRun({ config, seed: 0, dataset: dataset() }), backend);
  const elbos: number[] = [];
  const milliseconds: number[] = [];
  for (let step = 1; step <= 1 + TIMED_STEPS; step += 1) {
    const started = performance.now();
    elbos.push(await trainer.step(step));
    milliseconds.push(performance.now() - started);
  }
  trainer.dispose();
  const [first = Number.NaN, ...others] = milliseconds;
  return {
    backend: backend.name as BackendName,
    description: backend.description,
    passed_over: passedOver,
    elbos,
    first_step_milliseconds: first,
    step_milliseconds: spreadOf(others).median,
  };
}
