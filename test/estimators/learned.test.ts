import { expect, test } from 'vitest';
import { addPrefix, mapNamed, stripPrefix } from '../../src/core/named.ts';
import { RandomStream } from '../../src/core/random.ts';
import { sizeOf } from '../../src/core/shapes.ts';
import { estimators } from '../../src/estimators/built-in.ts';
import type { Estimator, SettingValues } from '../../src/estimators/contract.ts';
import { estimateProgram } from '../../src/estimators/estimate-program.ts';
import { problemLogits, problemSignal } from '../../src/estimators/problem.ts';
import type { Problem } from '../../src/estimators/problem.ts';
import { settle } from '../../src/estimators/settle.ts';
import { backendFor } from '../support/backends.ts';
import { dimensionsFor } from '../support/estimators/estimate.ts';
import { problemOf } from '../support/estimators/problems.ts';

const backend = await backendFor('onnx');
type State = Record<string, Float32Array<ArrayBuffer>>;

/** An estimator that takes steps on a problem whose parameters stay as they are. */
function stepper(estimator: Estimator, problem: Problem, batch: number, settings: SettingValues) {
  const dimensions = dimensionsFor(problem, batch, 1);
  const {
    program,
    inputShapes,
    noise: shapes,
    initial,
  } = estimateProgram(
    settle(estimator, settings),
    {
      dimensions,
      f: problemSignal([problem]),
      logits: () => problemLogits([problem], batch),
    },
    0,
  );
  const run = backend.compile(program, inputShapes);
  return {
    start: mapNamed(initial, ({ values }) => values) as State,
    step: async (state: State, round: number) => {
      const noise = mapNamed(shapes, (shape, name) =>
        new RandomStream(1, 'latent', round, name).uniforms(sizeOf(shape)),
      );
      const outputs = await run({ ...addPrefix('noise', noise), ...addPrefix('state', state) });
      const read: State = {};
      for (const [name, array] of Object.entries(outputs)) {
        read[name] = Float32Array.from(await array.read());
        array.dispose();
      }
      return { gradient: read.gradient!, state: stripPrefix(read, 'state') as State };
    },
  };
}

/** Mean of a · b over datapoints. */
function meanProduct(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0) / a.length;
}

test('rebar learns the scale that minimises the variance', async () => {
  const problem = problemOf(3, 2, 'skewed', 'linear');
  const held = { learnEta: false, learnTemperature: false };
  // g = g₀ + η h: E‖g‖² is least at η = −E[g₀·h] / E[h·h].
  const without = stepper(estimators.rebar, problem, 50_000, { ...held, eta: 0 });
  const full = stepper(estimators.rebar, problem, 50_000, { ...held, eta: 1 });
  const base = (await without.step({}, 0)).gradient;
  const difference = (await full.step({}, 0)).gradient.map((value, at) => value - base[at]!);
  const best = -meanProduct(base, difference) / meanProduct(difference, difference);

  const learning = { learnTemperature: false, eta: 0, learningRate: 0.01 };
  const learner = stepper(estimators.rebar, problem, 200, learning);
  let { start: state } = learner;
  for (let round = 0; round < 600; round += 1) ({ state } = await learner.step(state, round));
  // It came from 0, and the noise of a learning rate of 0.01 is what is left.
  expect(best).toBeGreaterThan(0.3);
  expect(Math.abs(state['learned/eta']![0]! - best)).toBeLessThan(0.1);
});

test('relax lowers its variance by learning, and keeps learning from step to step', async () => {
  const problem = problemOf(3, 2, 'uniform', 'random');
  const { start, step } = stepper(estimators.relax, problem, 100, { learningRate: 0.005 });
  // ‖g‖² over 200 fresh steps from a state that is held: the mean of g does not depend on it.
  const meanSquare = async (state: State) => {
    let sum = 0;
    for (let round = 0; round < 200; round += 1) {
      const { gradient } = await step(state, 1_000_000 + round);
      sum += meanProduct(gradient, gradient);
    }
    return sum / 200;
  };
  let state = start;
  for (let round = 0; round < 2000; round += 1) ({ state } = await step(state, round));
  expect(state['learned/network/1/bias']).not.toEqual(start['learned/network/1/bias']);
  expect(await meanSquare(state)).toBeLessThan(0.9 * (await meanSquare(start)));
});

test('nvil comes to subtract the mean of f', async () => {
  const random = problemOf(3, 2, 'skewed', 'random');
  const problem = { ...random, table: random.table.map((value) => value - 20) };
  const { start, step } = stepper(estimators.nvil, problem, 200, { learningRate: 0.01 });
  const squares: number[] = [];
  let state = start;
  for (let round = 0; round < 400; round += 1) {
    const { gradient, state: next } = await step(state, round);
    squares.push(meanProduct(gradient, gradient));
    state = next;
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // The first step has neither b nor c, and f is about −20: (20 / 2)² is far below 20².
  expect(mean(squares.slice(-100))).toBeLessThan(squares[0]! / 4);
});

test.each([
  ['rebar', { learnEta: false, learnTemperature: false }, []],
  ['rebar', { learnTemperature: false }, ['eta']],
  ['rebar', { learnEta: false }, ['log-temperature']],
  [
    'relax',
    { learnEta: false, learnTemperature: false, hidden: [] },
    ['network/0/bias', 'network/0/weights'],
  ],
] as const)('%s with %o learns %o alone', (name, settings, expected) => {
  const problem = problemOf(3, 2, 'uniform', 'random');
  const { start } = stepper(estimators[name], problem, 4, settings);
  expect(Object.keys(stripPrefix(start, 'learned')).toSorted()).toEqual([...expected]);
});
