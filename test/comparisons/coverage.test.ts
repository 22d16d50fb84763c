import { describe, expect, test } from 'vitest';
import { biasOf } from '../../src/comparisons/bias.ts';
import { GROUPS, GroupSums } from '../../src/comparisons/groups.ts';
import { DrawMoments } from '../../src/comparisons/moments.ts';
import type { Estimated } from '../../src/comparisons/moments.ts';
import { layoutOf } from '../../src/comparisons/parts.ts';
import type { Part } from '../../src/comparisons/parts.ts';
import { partition } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import { isIn, parameterShapes } from '../../src/models/parameters.ts';
import { plausibleCounts } from '../support/binomial.ts';
import { EnumeratedSampler } from '../support/comparisons/enumerated-draws.ts';
import { ExactGradients } from '../support/comparisons/exact-gradients.ts';
import type { EnumerableLabel } from '../support/comparisons/exact-gradients.ts';
import {
  inFloat64,
  tinyImages,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

const [BATCH, DRAWS, REPETITIONS] = [4, 100, 1000];

/** What the coverage of an interval of 95 % may be. */
const ALLOWED = { least: 0.92, most: 0.98 };

/** The probability that a check of this file fails though all true coverages are allowed. */
const RISK = 0.01;

const exact = new ExactGradients(inFloat64(tinyParameters(1)));
const images = tinyImages(BATCH, 3);
const [encoder] = partition(parameterShapes(tinyModel), isIn(tinyModel, 'encoder'));
const layout = layoutOf(encoder, [BATCH, tinyShape.variables, tinyShape.categories]);

const samplerOf = (label: EnumerableLabel) =>
  new EnumeratedSampler(images.map((pixels) => exact.drawsOf(label, pixels)));

const reference = samplerOf('reinforce-loo:n=3');
const gradient = reference.mean;

const product = (one: Float64Array, other: Float64Array, { start, length, scale }: Part) =>
  one
    .subarray(start, start + length)
    .reduce((sum, value, at) => sum + (value * other[start + at]!) / scale, 0);

/** The exact values of what `biasOf` estimates. */
function exactBias(mean: Float64Array, part: Part) {
  const bias = mean.map((value, at) => value - gradient[at]!);
  const [squared, square] = [product(bias, bias, part), product(gradient, gradient, part)];
  const own = product(mean, mean, part);
  return {
    squared,
    relative: Math.sqrt(squared / square),
    cosine: product(mean, gradient, part) / Math.sqrt(own * square),
  };
}

/** Rounding of float32 and of finite differences. */
const holds = ({ low, high }: Estimated, value: number) =>
  low <= value + 1e-9 && value - 1e-9 <= high;

function draw(sampler: EnumeratedSampler, stream: RandomStream) {
  const [sums, moments] = [new GroupSums(layout), new DrawMoments(layout, 1)];
  for (let number = 0; number < DRAWS; number += 1) {
    const values = sampler.draw(stream);
    sums.add(number % GROUPS, values);
    moments.add(0, values);
  }
  return { means: sums.means(), variances: moments.variances() };
}

const references = Array.from(
  { length: REPETITIONS },
  (_, seed) => draw(reference, new RandomStream(seed, 'compare', 'coverage', 'reference')).means,
);

const labels: EnumerableLabel[] = [
  ...(['reinforce:n=1', 'reinforce:n=2', 'reinforce-loo:n=2', 'reinforce-loo:n=3'] as const),
  ...(['local-expectation', 'straight-through', 'reinmax'] as const),
];

interface Case {
  readonly label: EnumerableLabel;
  /** An unbiased estimator that evaluates f at the same z. */
  readonly twin?: EnumerableLabel;
}

const cases: Case[] = [
  ...labels.map((label) => ({ label })),
  { label: 'straight-through', twin: 'local-expectation' },
  { label: 'reinmax', twin: 'local-expectation' },
];

/**
 * Intervals whose coverage is known to lie elsewhere. With 5 draws in a group, the differences of twins are far from
 * normal, and these biases are about as large as their noise and lie where most of it lies: in 1,800 repetitions they
 * were held in 88 to 92 %. With 400 draws they are held in 91 to 95 %.
 */
const exceptions: readonly (Case & {
  readonly parts: readonly string[];
  readonly allowed: { readonly least: number };
})[] = [
  {
    label: 'straight-through',
    twin: 'local-expectation',
    parts: ['encoder', 'encoder/0', 'encoder/1'],
    allowed: { least: 0.88 },
  },
  {
    label: 'reinmax',
    twin: 'local-expectation',
    parts: ['encoder'],
    allowed: { least: 0.9 },
  },
];

const quantities = ['variance', 'squared', 'relative', 'cosine'] as const;
type Quantity = (typeof quantities)[number];
type Covered = Record<Quantity, number>;

/** How often each part's intervals hold the exact values, and how often bias is found. */
function count({ label, twin }: Case): { readonly covered: readonly Covered[]; found: number } {
  const sampler = samplerOf(label);
  const twins = twin === undefined ? undefined : samplerOf(twin);
  const exactly = layout.parts.map((part) => ({
    ...exactBias(sampler.mean, part),
    variance: sampler.varianceOf(part),
  }));
  const covered = exactly.map((): Covered => ({ variance: 0, squared: 0, relative: 0, cosine: 0 }));
  let found = 0;
  references.forEach((means, seed) => {
    const stream = () => new RandomStream(seed, 'compare', 'coverage', label);
    const drawn = draw(sampler, stream());
    const biases = biasOf(layout, {
      estimator: drawn.means,
      // With the same uniforms.
      twin: twins && draw(twins, stream()).means,
      reference: means,
    });
    found += Number(biases[0]!.found);
    biases.forEach(({ squared, relative, cosine }, at) => {
      const intervals = { variance: drawn.variances[at]!, squared, relative, cosine: cosine! };
      for (const quantity of quantities) {
        covered[at]![quantity] += Number(holds(intervals[quantity], exactly[at]![quantity]));
      }
    });
  });
  return { covered, found };
}

const CHECKS = cases.length * layout.parts.length * quantities.length;

/** The counts that are expected of an interval. */
const plausible = (quantity: Quantity, part: string, { label, twin }: Case) => {
  const named = exceptions.find(
    (one) =>
      quantity !== 'variance' &&
      one.parts.includes(part) &&
      one.label === label &&
      one.twin === twin,
  );
  return plausibleCounts(REPETITIONS, { ...ALLOWED, ...named?.allowed }, RISK / CHECKS);
};

describe.each(cases)(`in ${REPETITIONS} repetitions with ${DRAWS} draws of %j`, (compared) => {
  const { label, twin } = compared;
  const { covered, found } = count(compared);

  test.each(layout.parts.map((part, at) => [part.name, at] as const))(
    'intervals on %s hold the exact values about as often as they say',
    (part, at) => {
      const outside = quantities.flatMap((quantity) => {
        const held = covered[at]![quantity];
        const { low, high } = plausible(quantity, part, compared);
        return held < low || held > high ? [{ quantity, held, low, high }] : [];
      });
      expect(outside).toEqual([]);
    },
  );

  test('bias is seldom found where there is none', () => {
    const { unbiased } = estimators[label.split(':')[0] as keyof typeof estimators];
    // An alarm in 1,000 is meant.
    const { high } = plausibleCounts(REPETITIONS, { least: 0, most: 0.002 }, RISK / CHECKS);
    if (unbiased) expect(found).toBeLessThanOrEqual(high);
    // 100 draws tell a bias of 5 % seldom by themselves, and often with those of a twin.
    if (label === 'straight-through' && twin !== undefined) {
      expect(found).toBeGreaterThan(0.2 * REPETITIONS);
    }
  });
});
