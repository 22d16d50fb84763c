import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { oneHot } from '../../src/distributions/categorical.ts';
import { leaders } from '../../src/distributions/race.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const [CATEGORIES, BATCH, VARIABLES] = [5, 3, 4];
const races = BATCH * VARIABLES;

/** The scores of one race, [C], out of [C, B, V]. */
const scoresOf = (scores: Float32Array, race: number) =>
  Array.from({ length: CATEGORIES }, (_, category) => scores[category * races + race]!);

describe.each(testedBackends)('on %s', (name) => {
  test('the leaders of a race are its lowest scores in order, and whose they are', async () => {
    const scores = new RandomStream(8, 'latent').uniforms(CATEGORIES * races);
    // An entry that is kept out, and a tie, which the first category wins.
    scores[0] = Infinity;
    scores[races + 1] = scores[1] = -1;
    const count = CATEGORIES + 1;
    const found = await runOnce(
      await backendFor(name),
      (inputs) =>
        Object.fromEntries(
          leaders(inputs.scores!, count).flatMap(({ score, index }, place) => [
            [`score${place}`, score],
            [`index${place}`, index],
          ]),
        ),
      { scores: shaped([CATEGORIES, BATCH, VARIABLES], scores) },
    );
    for (let race = 0; race < races; race += 1) {
      const own = scoresOf(scores, race);
      const order = own.map((score, category) => ({ score, category }));
      order.sort((a, b) =>
        a.score < b.score ? -1 : a.score > b.score ? 1 : a.category - b.category,
      );
      order.forEach(({ score, category }, place) => {
        expect(found[`score${place}`]![race]).toBe(score);
        if (score < Infinity) expect(found[`index${place}`]![race]).toBe(category);
      });
      // Beyond the last entry.
      expect(found[`score${CATEGORIES}`]![race]).toBe(Infinity);
    }
  });

  test('one-hot points are exact for every category', async () => {
    const categories = 37;
    const indices = Float32Array.from({ length: 2 * categories }, (_, at) => at % categories);
    const { z } = await runOnce(
      await backendFor(name),
      (inputs) => ({ z: oneHot(inputs.indices as tf.Tensor3D, categories) }),
      { indices: shaped([2, 1, categories], indices) },
    );
    expect(z).toEqual(
      Float32Array.from({ length: 2 * categories * categories }, (_, at) =>
        at % categories === indices[Math.floor(at / categories)] ? 1 : 0,
      ),
    );
  });
});
