import type * as tf from '@tensorflow/tfjs';
import type { Backend, Input } from '../../../src/backends/backend.ts';
import { addPrefix, get, mapNamed, stripPrefix } from '../../../src/core/named.ts';
import type { Named } from '../../../src/core/named.ts';
import type { Shape } from '../../../src/core/shapes.ts';
import type { Optimiser } from '../../../src/optimisers/contract.ts';
import type { Shaped } from '../arrays.ts';

/** What an optimiser climbs. */
export interface Climb {
  readonly start: Named<Shaped>;
  readonly steps: number;
  /** The learning rate of step t, from 1 on. */
  readonly rate: (step: number) => number;
  /** Values that a step gets, of all steps, one after the other; with the shape of one step's. */
  readonly given?: Named<Shaped>;
  readonly gradients: (
    parameters: Named<tf.Tensor>,
    given: Named<tf.Tensor>,
  ) => Record<string, tf.Tensor>;
}

/** Takes steps with one compiled loop. @returns the parameters and the state after them, read. */
export async function ascend(
  backend: Backend,
  optimiser: Optimiser,
  { start, steps, rate, given = {}, gradients }: Climb,
): Promise<Record<'parameters' | 'state', Record<string, Float32Array>>> {
  const shapeOf = ({ shape }: { shape: Shape }) => shape;
  const state = optimiser.initialState(mapNamed(start, shapeOf));
  const carried = { ...addPrefix('parameters', start), ...addPrefix('state', state) };
  const sliced = { ...addPrefix('given', given), rate: { shape: [], values: new Float32Array() } };
  const run = backend.compileLoop(
    (inputs) => {
      const parameters = stripPrefix(inputs, 'parameters');
      const after = optimiser.update({
        parameters,
        gradients: gradients(parameters, stripPrefix(inputs, 'given')),
        state: stripPrefix(inputs, 'state'),
        rates: mapNamed(parameters, () => get(inputs, 'rate')),
      });
      return { ...addPrefix('parameters', after.parameters), ...addPrefix('state', after.state) };
    },
    { carried: mapNamed(carried, shapeOf), sliced: mapNamed(sliced, shapeOf), fixed: {} },
  );
  const { carried: after } = await run({
    iterations: steps,
    carried: mapNamed(carried, ({ values }): Input => values),
    sliced: {
      ...mapNamed(addPrefix('given', given), ({ values }) => values),
      rate: Float32Array.from({ length: steps }, (_, at) => rate(at + 1)),
    },
    fixed: {},
  });
  const read = Object.fromEntries(
    await Promise.all(
      Object.entries(after).map(async ([name, array]) => [name, await array.read()] as const),
    ),
  );
  for (const array of Object.values(after)) array.dispose();
  return { parameters: stripPrefix(read, 'parameters'), state: stripPrefix(read, 'state') };
}
