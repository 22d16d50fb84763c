import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../../src/backends/select.ts';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { interval, publishedInterval } from '../../src/estimators/interval.ts';
import { raceSwaps, startRace } from '../../src/estimators/swap.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

interface Draw {
  readonly categories: number;
  readonly reference: number;
  readonly partner: number;
  readonly logits: Float32Array;
  readonly pi: Float32Array;
  /** z^{m⇌j} for every m. */
  readonly winners: Float32Array;
  readonly lower: number;
  readonly upper: number;
  readonly publishedLower: number;
  readonly publishedUpper: number;
}

/** `batch` draws of one variable each, with their intervals. */
async function draws(backend: BackendName, categories: number, batch: number): Promise<Draw[]> {
  const stream = new RandomStream(3, 'latent', categories);
  const logits = stream.uniforms(batch * categories).map((uniform) => 4 * uniform - 2);
  const reference = Math.floor(stream.uniform() * categories);
  const partner = (reference + 1 + Math.floor(stream.uniform() * (categories - 1))) % categories;
  const shape = [batch, 1, categories];
  const outputs = await runOnce(
    await backendFor(backend),
    (inputs) => {
      const phi = inputs.logits as tf.Tensor3D;
      const races = raceSwaps(
        startRace(phi, inputs.race as tf.Tensor3D),
        tf.fill([batch], reference),
      );
      const pi = tf.transpose(races.pi, [1, 2, 0]);
      const corrected = interval(races, tf.fill([batch], partner));
      const published = publishedInterval(races, tf.fill([batch], partner));
      return {
        pi,
        winners: tf.transpose(races.winners, [1, 2, 0]),
        lower: corrected.lower,
        upper: corrected.upper,
        publishedLower: published.lower,
        publishedUpper: published.upper,
      };
    },
    {
      race: shaped([categories, batch, 1], stream.uniforms(batch * categories)),
      logits: shaped(shape, logits),
    },
  );
  return Array.from({ length: batch }, (_, at) => ({
    categories,
    reference,
    partner,
    logits: logits.slice(at * categories, (at + 1) * categories),
    pi: outputs.pi!.slice(at * categories, (at + 1) * categories),
    winners: outputs.winners!.slice(at * categories, (at + 1) * categories),
    lower: outputs.lower![at]!,
    upper: outputs.upper![at]!,
    publishedLower: outputs.publishedLower![at]!,
    publishedUpper: outputs.publishedUpper![at]!,
  }));
}

/** The winners of all swaps when π_j is x and π_l is what is left, by the definition, in float64. */
function winnersAt(x: number, { categories, reference, partner, logits, pi }: Draw): string {
  const total = pi[reference]! + pi[partner]!;
  const shares = Array.from(pi)
    .with(reference, x)
    .with(partner, total - x);
  return Array.from({ length: categories }, (_, m) => {
    const swapped = shares.with(m, shares[reference]!).with(reference, shares[m]!);
    const scores = swapped.map((share, i) => share * Math.exp(-logits[i]!));
    return scores.indexOf(Math.min(...scores));
  }).join();
}

const ROUNDING = 1e-6;

test.each(testedBackends)('the swapped races are won as defined, on %s', async (backend) => {
  for (const categories of [2, 3, 4, 6, 10]) {
    for (const draw of await draws(backend, categories, 2000)) {
      const winners = winnersAt(draw.pi[draw.reference]!, draw);
      expect(Array.from(draw.winners).join()).toBe(winners);
    }
  }
});

describe.each(testedBackends)('the interval of ARS+ on %s', (backend) => {
  test.each([2, 3, 4, 6])('holds the drawn share, C = %i', async (categories) => {
    for (const draw of await draws(backend, categories, 2000)) {
      const share = draw.pi[draw.reference]!;
      expect(share).toBeGreaterThanOrEqual(draw.lower - ROUNDING);
      expect(share).toBeLessThanOrEqual(draw.upper + ROUNDING);
    }
  });

  test.each([2, 3, 4, 6])(
    'is exactly the set of shares that leave every winner as it is, C = %i',
    async (categories) => {
      const POINTS = 400;
      for (const draw of await draws(backend, categories, 60)) {
        const total = draw.pi[draw.reference]! + draw.pi[draw.partner]!;
        const winners = winnersAt(draw.pi[draw.reference]!, draw);
        for (let point = 0; point <= POINTS; point += 1) {
          const x = (total * point) / POINTS;
          const distance = Math.min(Math.abs(x - draw.lower), Math.abs(x - draw.upper));
          // Ties at the ends are decided by rounding.
          if (distance < ROUNDING) continue;
          const inside = x > draw.lower && x < draw.upper;
          expect(winnersAt(x, draw) === winners, `x = ${x}`).toBe(inside);
        }
      }
    },
  );

  test('as published is the same for two categories', async () => {
    for (const draw of await draws(backend, 2, 500)) {
      expect(draw.publishedLower).toBeCloseTo(draw.lower, 6);
      expect(draw.publishedUpper).toBeCloseTo(draw.upper, 6);
    }
  });

  test.each([3, 4, 6])('as published is wider, and often so, C = %i', async (categories) => {
    const all = await draws(backend, categories, 500);
    for (const draw of all) {
      expect(draw.publishedLower).toBeLessThanOrEqual(draw.lower + ROUNDING);
      expect(draw.publishedUpper).toBeGreaterThanOrEqual(draw.upper - ROUNDING);
    }
    const width = ({ lower, upper }: Draw) => upper - lower;
    const wider = all.filter(
      (draw) => draw.publishedUpper - draw.publishedLower > width(draw) + 1e-3,
    );
    expect(wider.length).toBeGreaterThan(25);
  });
});
