import type { Backend } from '../../../src/backends/backend.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../../../src/core/named.ts';
import { RandomStream } from '../../../src/core/random.ts';
import { sizeOf } from '../../../src/core/shapes.ts';
import { VectorMoments } from '../../../src/core/statistics.ts';
import type { Estimator, SettingValues } from '../../../src/estimators/contract.ts';
import { IMAGE_PIXELS, estimateProgram } from '../../../src/estimators/estimate-program.ts';
import {
  enumeratedGradient,
  problemLogits,
  problemSignal,
} from '../../../src/estimators/problem.ts';
import type { Problem } from '../../../src/estimators/problem.ts';
import { settle } from '../../../src/estimators/settle.ts';

/** One problem's draws against enumeration. */
export interface Comparison {
  readonly problem: Problem;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** (mean − exact) / standard error of the component that is farthest off. */
  readonly worst: number;
}

export interface SampleManyOptions {
  readonly seed: number;
  /** Draws of each problem, rounded up to whole batches. */
  readonly draws: number;
  /** Draws of each problem at once. */
  readonly atOnce?: number;
  readonly samples?: number;
  readonly settings?: SettingValues;
}

/** float32 sums of the terms of one estimate are trusted to this share of their size. */
const ROUNDING = 2 ** -20;

/**
 * Draws an estimator on several problems of one size, side by side in one batch: datapoints are independent
 * given what is carried from batch to batch.
 */
export async function sampleMany(
  estimator: Estimator,
  problems: readonly Problem[],
  backend: Backend,
  {
    seed,
    draws,
    atOnce = 3000,
    samples = estimator.leastSamples ?? 1,
    settings,
  }: SampleManyOptions,
): Promise<Comparison[]> {
  const { variables, categories } = problems[0]!;
  const batch = problems.length * Math.min(atOnce, draws);
  const dimensions = { batch, pixels: IMAGE_PIXELS, variables, categories, samples };
  const settled = settle(estimator, settings);
  const {
    program,
    inputShapes,
    noise: shapes,
    initial,
  } = estimateProgram(
    settled,
    {
      dimensions,
      f: problemSignal(problems),
      logits: () => problemLogits(problems, batch),
    },
    seed,
  );
  const run = backend.compile(program, inputShapes);
  const size = variables * categories;
  const moments = new VectorMoments(problems.length * size);
  let state: Record<string, Float32Array<ArrayBuffer>> = mapNamed(initial, ({ values }) => values);
  for (let round = 0; moments.count < draws; round += 1) {
    const noise = mapNamed(shapes, (shape, name) =>
      new RandomStream(seed, 'latent', round, name).uniforms(sizeOf(shape)),
    );
    const outputs = await run({ ...addPrefix('noise', noise), ...addPrefix('state', state) });
    moments.addDraws(await get(outputs, 'gradient').read());
    const next: Record<string, Float32Array<ArrayBuffer>> = {};
    for (const [name, array] of Object.entries(stripPrefix(outputs, 'state'))) {
      next[name] = Float32Array.from(await array.read());
    }
    state = next;
    for (const output of Object.values(outputs)) output.dispose();
  }
  const [means, variances, errors] = [moments.mean(), moments.variance(), moments.standardError()];
  return problems.map((problem, at) => {
    const own = (all: Float64Array) => all.slice(at * size, (at + 1) * size);
    const [mean, error] = [own(means), own(errors)];
    const scale = ROUNDING * Math.max(...problem.table.map(Math.abs));
    const worst = enumeratedGradient(problem).reduce((most, exact, component) => {
      const deviation = (mean[component]! - exact) / Math.hypot(error[component]!, scale);
      // NaN is the worst of all.
      return Math.abs(deviation) <= most ? most : Math.abs(deviation);
    }, 0);
    return { problem, mean, variance: own(variances), worst };
  });
}
