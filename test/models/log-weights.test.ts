import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/backends/backend.ts';
import type { BackendName } from '../../src/backends/select.ts';
import { stripPrefix } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { logWeights } from '../../src/models/log-weights.ts';
import { relativeError, runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { ReferenceVae } from '../support/training/reference-vae.ts';
import {
  inFloat64,
  tinyImages,
  tinyMean,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

const parameters = tinyParameters(1);
const exactParameters = inFloat64(parameters);
const reference = new ReferenceVae(tinyShape, tinyMean);
const { variables, categories } = tinyShape;
const entries = variables * categories;

/** log p(x, z) − log q(z | x) of one point of the simplex product. */
function exactLogWeight(image: readonly number[], z: readonly number[]): number {
  const logQ = reference.logPosterior(exactParameters, image).flat();
  return (
    reference.logJointAt(exactParameters, image, z) -
    z.reduce((sum, weight, at) => sum + weight * logQ[at]!, 0)
  );
}

const program: Program = (inputs) => {
  const own = stripPrefix(inputs, 'parameters');
  const images = inputs.images as tf.Tensor2D;
  const logits = inputs.logits as tf.Tensor3D;
  const f = (z: tf.Tensor) => logWeights(tinyModel, own, images, logits, z as tf.Tensor4D);
  const z = inputs.z!;
  const weighted = (points: tf.Tensor) => tf.sum(tf.mul(f(points), inputs.weights!));
  return { f: f(z), gradient: tf.grad(weighted)(z) };
};

/** f and the gradient of Σ w f with respect to z, at z [S, B, V, C]. */
async function evaluate(
  name: BackendName,
  images: number[][],
  z: Float32Array,
  weights: Float32Array,
) {
  const batch = images.length;
  const samples = z.length / (batch * entries);
  const logits = images.flatMap((image) => reference.logPosterior(exactParameters, image).flat());
  return runOnce(await backendFor(name), program, {
    ...Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [`parameters/${key}`, value]),
    ),
    images: shaped([batch, tinyShape.pixels], images.flat()),
    logits: shaped([batch, variables, categories], logits),
    z: shaped([samples, batch, variables, categories], z),
    weights: shaped([samples, batch], weights),
  });
}

const stream = new RandomStream(14, 'latent');

/** Points inside the simplex product: sums of 1 over the categories. */
function points(count: number): Float32Array<ArrayBuffer> {
  const z = stream.uniforms(count * entries);
  for (let row = 0; row < z.length; row += categories) {
    const part = z.subarray(row, row + categories);
    const sum = part.reduce((total, value) => total + value, 0);
    part.forEach((value, at) => (part[at] = value / sum));
  }
  return z;
}

function exactValues(images: number[][], z: Float32Array): number[] {
  return Array.from({ length: z.length / entries }, (_, row) =>
    exactLogWeight(images[row % images.length]!, [
      ...z.subarray(row * entries, (row + 1) * entries),
    ]),
  );
}

describe.each(testedBackends)('log weights on %s', (name) => {
  test.each([
    // Chunks of ⌊400 / B⌋ samples: [samples, images].
    { samples: 1, batch: 3, chunks: '1' },
    { samples: 133, batch: 3, chunks: '133' },
    { samples: 134, batch: 3, chunks: '133 + 1' },
    { samples: 300, batch: 3, chunks: '133 + 133 + 34' },
    { samples: 5, batch: 150, chunks: '2 + 2 + 1' },
    { samples: 3, batch: 401, chunks: '1 + 1 + 1' },
  ])(
    'are those of float64 for $samples samples of $batch images: $chunks',
    async ({ samples, batch }) => {
      const images = tinyImages(batch, 5);
      const z = points(samples * batch);
      const weights = new Float32Array(samples * batch).fill(1);
      const { f } = await evaluate(name, images, z, weights);
      expect(relativeError(f!, exactValues(images, z))).toBeLessThan(2e-6);
    },
  );

  test('have the gradient of finite differences with respect to any points, across chunks', async () => {
    const images = tinyImages(120, 6);
    const z = points(5 * 120);
    const weights = stream.uniforms(5 * 120);
    const { gradient } = await evaluate(name, images, z, weights);
    const h = 1e-5;
    const expected = Array.from({ length: z.length }, (_, at) => {
      const row = Math.floor(at / entries);
      const own = [...z.subarray(row * entries, (row + 1) * entries)];
      const moved = (by: number) =>
        exactLogWeight(images[row % 120]!, own.with(at % entries, own[at % entries]! + by));
      return (weights[row]! * (moved(h) - moved(-h))) / (2 * h);
    });
    expect(relativeError(gradient!, expected)).toBeLessThan(2e-5);
  });
});
