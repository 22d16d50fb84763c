import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { DivergedError } from '../../src/core/run-errors.ts';
import { assertFinite, ElboHistory } from '../../src/training/divergence.ts';

/** The advice when the ELBO of the step after these is NaN. */
function adviceFor(input: ConfigInput, ...elbos: readonly number[]): string {
  const history = new ElboHistory();
  for (const [at, elbo] of elbos.entries()) history.add({ step: at + 1, elbo });
  const step = elbos.length + 1;
  try {
    assertFinite(step, { train_elbo: -3, elbo: Number.NaN }, configSchema.parse(input), history);
  } catch (error) {
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({ metric: 'elbo', step });
    return (error as Error).message.replace(/^.*it were kept\. /, '');
  }
  throw new Error('It did not diverge.');
}

describe('a run that diverged is told', () => {
  test('that ε is too small', () => {
    expect(adviceFor({ optimiser: { epsilon: 1e-30 } }, -200)).toBe(
      'The ELBO was still -200 at step 1: optimiser.epsilon is 1e-30, too small for gradients near 0; the default is 1e-7.',
    );
  });

  test('which learning rates are large, the largest first', () => {
    const optimiser = { encoderLearningRate: 0.01, decoderLearningRate: 5 };
    expect(adviceFor({ optimiser }, -200, -4e5, -8e11)).toBe(
      'The ELBO fell from -200 at step 1 to -800000000000 at step 3, so steps are too long: ' +
        'optimiser.decoderLearningRate is 5, 50000 times the default: lower it; ' +
        'optimiser.encoderLearningRate is 0.01, 100 times the default: lower it.',
    );
  });

  test.each<[string, ConfigInput, RegExp]>([
    [
      'that a schedule lets rates grow',
      { steps: 30, optimiser: { schedule: { name: 'step', every: 1, factor: 5 } } },
      /schedule has multiplied the learning rates by 25: let them fall/,
    ],
    [
      'that momentum is large',
      { optimiser: { name: 'momentum', momentum: 0.999 } },
      /momentum is 0\.999, which makes steps up to 1000 times as long/,
    ],
    ['that activations grow', { model: { leakySlope: 3 } }, /model\.leakySlope is 3: above 1/],
    [
      'of the estimator, where no setting stands out',
      { estimator: 'reinforce' },
      /no setting stands out\. Look at grad_variance .* smaller variance than reinforce/,
    ],
    [
      'to verify the estimator of a plugin',
      { estimator: 'mine' },
      /mine comes from a plugin: .*`vae-bench verify --estimator mine`/,
    ],
  ])('%s', (_, input, message) => {
    expect(adviceFor(input, -200, -201)).toMatch(message);
  });

  test('to lower the learning rates when the ELBO fell and nothing stands out', () => {
    expect(adviceFor({}, -200, -900)).toBe(
      'The ELBO fell from -200 at step 1 to -900 at step 2, so steps are too long: lower the learning rates (encoder 0.0001, decoder 0.0001).',
    );
  });

  test('when no step was finite', () => {
    expect(adviceFor({ model: { leakySlope: 1e30 } })).toMatch(
      /^No step before it had a finite ELBO: model\.leakySlope is 1e\+30/,
    );
  });
});

test('finite values pass', () => {
  const config = configSchema.parse({});
  expect(() => {
    assertFinite(1, { elbo: -3 }, config, new ElboHistory());
  }).not.toThrow();
});
