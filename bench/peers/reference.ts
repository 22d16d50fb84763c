import * as tf from '@tensorflow/tfjs';
import { sampleCategorical, RandomStream } from '../../dist/index.js';
import type { Backend, Program } from '../../dist/index.js';
import { addPrefix, get, mapNamed, stripPrefix } from '../../dist/core/named.js';
import { logWeights } from '../../dist/models/log-weights.js';
import type { ResolvedRun } from '../../dist/training/resolved-run.js';
import { initialState } from '../../dist/training/state.js';
import { trainStep } from '../../dist/training/train-step.js';
import type { ArrayFile, Arrays } from './arrays.ts';

const SEED = 1;

function uniforms(shape: readonly number[], ...key: readonly string[]): ArrayFile {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: new RandomStream(SEED, 'evaluate', ...key).uniforms(length) };
}

/** What is drawn for a Dirichlet race: [B, V, C] for everybody, [C, B, V] for vae-bench. */
const RACE = 'race';

/** Uniforms [B, V, C] of a race as vae-bench takes them, [C, B, V]. */
function categoriesFirst({ shape, values }: ArrayFile): ArrayFile {
  const [batch = 0, variables = 0, categories = 0] = shape;
  const places = batch * variables;
  const turned = Float32Array.from({ length: values.length }, (_, at) => {
    const [category, place] = [Math.floor(at / places), at % places];
    return values[place * categories + category] ?? Number.NaN;
  });
  return { shape: [categories, batch, variables], values: turned };
}

/** The problem's noise for the estimator, by the estimator's names and in its layout. */
function noiseFor({ chosen, stepSettings }: ResolvedRun, noise: Arrays): Arrays {
  return mapNamed(chosen.estimator.noise(stepSettings.dimensions), (_, name) =>
    name === RACE ? categoriesFirst(get(noise, name)) : get(noise, name),
  );
}

/**
 * A step that everybody is to take: `parameters/…`, `images` [B, D] and `noise/…`.
 *
 * The parameters are not those of a start, whose zeros would hide mistakes in biases and prior: weights
 * are U(−0.1, 0.1), the prior's logits U(−1, 1).
 */
export function givenProblem({ chosen, dataset, model, stepSettings }: ResolvedRun): Arrays {
  const { sizes, parameters: all } = model;
  const { dimensions } = stepSettings;
  const { batch } = dimensions;
  const parameters = mapNamed(all, ({ group, shape }, name) => {
    const scale = group === 'prior' ? 2 : 0.2;
    const drawn = uniforms(shape, name);
    return { ...drawn, values: drawn.values.map((uniform) => scale * (uniform - 0.5)) };
  });
  const noise = mapNamed(chosen.estimator.noise(dimensions), (size, name) =>
    uniforms(name === RACE ? [...size.slice(1), ...size.slice(0, 1)] : size, 'noise', name),
  );
  const grey = dataset.train.pixels.subarray(0, batch * sizes.pixels);
  const images = Float32Array.from(grey, (level) => (level > 127 ? 1 : 0));
  return {
    ...addPrefix('parameters', parameters),
    images: { shape: [batch, sizes.pixels], values: images },
    'noise/posterior': uniforms([1, batch, sizes.variables], 'noise', 'posterior'),
    ...addPrefix('noise', noise),
  };
}

/** The estimate [B, V, C], and the prior's gradient, mean z − softmax of its logits. */
function estimateProgram({ chosen, model, stepSettings }: ResolvedRun): Program {
  return (inputs) => {
    const parameters = stripPrefix(inputs, 'parameters');
    const images = get(inputs, 'images') as tf.Tensor2D;
    const trainMean = get(inputs, 'train-mean');
    const logits = model.encode(parameters, images, trainMean);
    const { gradient } = chosen.estimator.gradient({
      logits,
      f: (z) => logWeights(model, parameters, images, logits, z),
      noise: stripPrefix(inputs, 'noise/estimator'),
      state: {},
      images,
      trainMean,
      dimensions: stepSettings.dimensions,
    });
    const z = sampleCategorical(logits, get(inputs, 'noise/posterior') as tf.Tensor3D);
    const prior = tf.sub(tf.mean(z, [0, 1]), tf.softmax(get(parameters, 'prior/logits')));
    return { estimate: gradient, prior };
  };
}

/** Runs a program once on arrays from the host. */
async function runOnce(backend: Backend, program: Program, inputs: Arrays): Promise<Arrays> {
  const compiled = backend.compile(
    program,
    mapNamed(inputs, ({ shape }) => shape),
  );
  const outputs = await compiled(mapNamed(inputs, ({ values }) => Float32Array.from(values)));
  const entries = Object.entries(outputs).map(
    async ([name, array]) => [name, { shape: array.shape, values: await array.read() }] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * What vae-bench computes in the step: `elbo`, `estimate`, `gradients/…` of the batch-mean ELBO, and
 * `parameters/…` after the update.
 */
export async function referenceAnswer(
  run: ResolvedRun,
  backend: Backend,
  problem: Arrays,
): Promise<Arrays> {
  const { dataset, model, stepSettings } = run;
  const mean = { shape: [model.sizes.pixels], values: dataset.trainMean };
  const noise = stripPrefix(problem, 'noise');
  const posterior = get(noise, 'posterior');
  const own = noiseFor(run, noise);
  const state = initialState(stepSettings, dataset.trainMean, SEED);
  const after = await runOnce(backend, trainStep(stepSettings), {
    ...addPrefix('state', {
      ...state,
      ...addPrefix('parameters', stripPrefix(problem, 'parameters')),
    }),
    images: get(problem, 'images'),
    'train-mean': mean,
    'noise/posterior': posterior,
    ...addPrefix('noise/estimator', own),
  });
  const estimated = await runOnce(backend, estimateProgram(run), {
    ...addPrefix('parameters', stripPrefix(problem, 'parameters')),
    images: get(problem, 'images'),
    'train-mean': mean,
    'noise/posterior': posterior,
    ...addPrefix('noise/estimator', own),
  });
  // After one step from zero the discounted sum of the gradients is the gradient.
  const gradients = stripPrefix(after, 'state/adam/first');
  return {
    elbo: get(after, 'elbo'),
    estimate: get(estimated, 'estimate'),
    ...addPrefix('gradients', { ...gradients, 'prior/logits': get(estimated, 'prior') }),
    ...addPrefix('parameters', stripPrefix(after, 'state/parameters')),
  };
}
