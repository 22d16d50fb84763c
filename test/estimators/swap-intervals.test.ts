import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { RandomStream } from '../../src/core/random.ts';
import { startRace } from '../../src/estimators/swap.ts';
import { raceAllSwaps, shareIntervals } from '../../src/estimators/swap-intervals.ts';
import { swapTable } from '../../src/estimators/swap-table.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor } from '../support/backends.ts';

interface Draw {
  readonly logits: Float32Array;
  readonly pi: Float32Array;
  /** Winners of all distinct swaps, the unswapped race first. */
  readonly winners: string;
  readonly lower: number;
  readonly upper: number;
}

/** `batch` draws of one variable each, with the interval of π_j given the partner l. */
async function draws(categories: number, j: number, l: number, batch: number): Promise<Draw[]> {
  const stream = new RandomStream(4, 'latent', categories, j, l);
  const logits = stream.uniforms(batch * categories).map((uniform) => 4 * uniform - 2);
  const table = swapTable(categories);
  const outputs = await runOnce(
    await backendFor('onnx'),
    (inputs) => {
      const race = startRace(inputs.logits as tf.Tensor3D, inputs.race as tf.Tensor3D);
      const races = raceAllSwaps(race, table);
      return {
        pi: tf.transpose(race.pi, [1, 2, 0]),
        winners: tf.transpose(races.ahead[0].index, [1, 2, 0]),
        ...shareIntervals(race, races, j, [l]),
      };
    },
    {
      race: shaped([categories, batch, 1], stream.uniforms(batch * categories)),
      logits: shaped([batch, 1, categories], logits),
    },
  );
  const races = table.firsts.length + 1;
  return Array.from({ length: batch }, (_, at) => ({
    logits: logits.slice(at * categories, (at + 1) * categories),
    pi: outputs.pi!.slice(at * categories, (at + 1) * categories),
    winners: outputs.winners!.slice(at * races, (at + 1) * races).join(),
    lower: outputs.lower![at]!,
    upper: outputs.upper![at]!,
  }));
}

/** The winners of all distinct swaps when π_j is x and π_l is what is left, by the definition, in float64. */
function winnersAt(x: number, j: number, l: number, { logits, pi }: Draw): string {
  const { firsts, seconds } = swapTable(pi.length);
  const shares = Array.from(pi)
    .with(j, x)
    .with(l, pi[j]! + pi[l]! - x);
  const winnerOf = (swapped: number[]) => {
    const scores = swapped.map((share, i) => share * Math.exp(-logits[i]!));
    return scores.indexOf(Math.min(...scores));
  };
  const swapped = firsts.map((m, pair) => {
    const other = seconds[pair]!;
    return winnerOf(shares.with(m, shares[other]!).with(other, shares[m]!));
  });
  return [winnerOf(shares), ...swapped].join();
}

const ROUNDING = 1e-6;
const POINTS = 300;

test.each([2, 3, 4, 6])(
  'the interval of ARSM++ is exactly the set of shares that leave every winner as it is, C = %i',
  async (categories) => {
    let informative = 0;
    for (const [j, l] of [
      [0, 1],
      [categories - 1, 0],
    ] as const) {
      for (const draw of await draws(categories, j, l, 60)) {
        const total = draw.pi[j]! + draw.pi[l]!;
        expect(winnersAt(draw.pi[j]!, j, l, draw)).toBe(draw.winners);
        expect(draw.pi[j]!).toBeGreaterThanOrEqual(draw.lower - ROUNDING);
        expect(draw.pi[j]!).toBeLessThanOrEqual(draw.upper + ROUNDING);
        if (draw.upper - draw.lower < 0.9 * total) informative += 1;
        for (let point = 0; point <= POINTS; point += 1) {
          const x = (total * point) / POINTS;
          // Ties at the ends are decided by rounding.
          if (Math.min(Math.abs(x - draw.lower), Math.abs(x - draw.upper)) < ROUNDING) continue;
          const inside = x > draw.lower && x < draw.upper;
          expect(winnersAt(x, j, l, draw) === draw.winners, `x = ${x}`).toBe(inside);
        }
      }
    }
    // The winners say something about most shares.
    expect(informative).toBeGreaterThan(60);
  },
);
