import { expect, test } from 'vitest';
import { mapNamed } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { adamStep } from '../../src/training/optimisers.ts';
import { runOnce, shaped } from '../support/arrays.ts';
import { backendFor, testedBackends } from '../support/backends.ts';

const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const RATE = 0.01;

test.each(testedBackends)(
  'Adam follows its definition in float64 for many steps on %s',
  async (name) => {
    const backend = await backendFor(name);
    const stream = new RandomStream(8, 'latent');
    let state = mapNamed({ w: 3, first: 3, second: 3 }, () => shaped([3], [0, 0, 0]));
    let weights = mapNamed({ one: 1, two: 1 }, () => shaped([], [0]));
    const expected = { w: [0, 0, 0], first: [0, 0, 0], second: [0, 0, 0] };

    for (let step = 1; step <= 50; step += 1) {
      const gradient = [0, 1, 2].map((at) => (stream.uniform() - 0.4) * 10 ** -at);
      const outputs = await runOnce(
        backend,
        (inputs) => {
          const { parameters, state: next } = adamStep(
            { w: inputs.w! },
            { w: inputs.gradient! },
            {
              first: { w: inputs.first! },
              second: { w: inputs.second! },
              firstWeight: inputs.one!,
              secondWeight: inputs.two!,
            },
            { w: RATE },
            settings,
          );
          return {
            w: parameters.w!,
            first: next.first.w!,
            second: next.second.w!,
            one: next.firstWeight,
            two: next.secondWeight,
          };
        },
        { ...state, ...weights, gradient: shaped([3], gradient) },
      );
      state = mapNamed(state, (_, key) => shaped([3], outputs[key]!));
      weights = mapNamed(weights, (_, key) => shaped([], outputs[key]!));

      gradient.forEach((g, at) => {
        expected.first[at] = settings.beta1 * expected.first[at]! + (1 - settings.beta1) * g;
        expected.second[at] = settings.beta2 * expected.second[at]! + (1 - settings.beta2) * g * g;
        const corrected =
          (RATE * Math.sqrt(1 - settings.beta2 ** step)) / (1 - settings.beta1 ** step);
        expected.w[at]! +=
          (corrected * expected.first[at]) / (Math.sqrt(expected.second[at]) + settings.epsilon);
      });
    }
    expected.w.forEach((value, at) => {
      expect(state.w!.values[at]! / value).toBeCloseTo(1, 4);
    });
  },
);
