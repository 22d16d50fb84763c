import { describe, expect, test } from 'vitest';
import { mapNamed } from '../../src/core/named.ts';
import { PosteriorUse } from '../../src/models/posterior-use.ts';
import { FrozenModel } from '../../src/training/frozen-model.ts';
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
import { posteriorUseOf } from '../support/training/reference-posterior.ts';

const { variables, categories } = tinyShape;

/** Category 1 of variable 0 is never taken, and variable 1 is the same for every image. */
function lazyParameters() {
  const parameters = tinyParameters(3);
  const { values: weights } = parameters['encoder/2/weights']!;
  weights.forEach((_, at) => {
    if (at % (variables * categories) >= categories) weights[at] = 0;
  });
  parameters['encoder/2/bias']!.values[1] = -30;
  return parameters;
}

describe.each(testedBackends)('on %s, how the posterior uses its categories', (name) => {
  test.each([
    ['of random parameters', tinyParameters(1), [], []],
    ['of one that leaves a category and a variable unused', lazyParameters(), [1], [1]],
  ])('%s is that of a float64 computation', async (_, parameters, unused, idle) => {
    const images = tinyImages(40, 5);
    const values = mapNamed(parameters, (parameter) => parameter.values);
    const mean = Float32Array.from(tinyMean);
    const frozen = new FrozenModel(await backendFor(name), tinyModel, values, mean);
    const use = new PosteriorUse(tinyShape, await frozen.logPrior());
    // In two parts, as large data sets come.
    for (const part of [images.slice(0, 15), images.slice(15)]) {
      use.add(await frozen.encode(Float32Array.from(part.flat())));
    }
    const reference = new ReferenceVae(tinyShape, [...mean]);
    const expected = posteriorUseOf(reference, inFloat64(parameters), images);
    const found = use.result();
    found.forEach((one, v) => {
      const other = expected[v]!;
      expect(one.entropy).toBeCloseTo(other.entropy, 5);
      expect(one.kl).toBeCloseTo(other.kl, 5);
      expect(one.mutual_information).toBeCloseTo(other.information, 5);
      one.probabilities.forEach((p, c) => {
        expect(p).toBeCloseTo(other.probabilities[c]!, 6);
      });
      expect(one.most_probable).toEqual(other.mostProbable);
    });
    expect(found[0]!.unused).toEqual(unused);
    expect(found.flatMap((one, v) => (one.mutual_information < 0.001 ? [v] : []))).toEqual(idle);
  });
});

test('an image without doubt has no entropy, and a probability of zero is no NaN', () => {
  const use = new PosteriorUse({ variables: 1, categories: 2 }, [Math.log(0.25), Math.log(0.75)]);
  use.add(Float32Array.from([2000, 0, 0, 2000]));
  const [found] = use.result();
  expect(found).toEqual({
    entropy: 0,
    kl: -(Math.log(0.25) + Math.log(0.75)) / 2,
    mutual_information: Math.LN2,
    probabilities: [0.5, 0.5],
    most_probable: [0.5, 0.5],
    unused: [],
  });
});
