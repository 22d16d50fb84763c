import * as tf from '@tensorflow/tfjs';
import { mapNamed } from '../core/named.ts';
import { followMoments, initialMoments, squaresOf } from './adam-moments.ts';
import type { AdamSettings } from './adam-moments.ts';
import type { Optimiser } from './contract.ts';

/**
 * Adam (Kingma and Ba 2015) in TensorFlow's formulation, the one at the end of the paper's section 2:
 * ε is added to √v before the bias correction, θ + rate √(1 − β2^t) / (1 − β1^t) · m / (√v + ε).
 *
 * State: see `initialMoments`.
 */
export function adam(settings: AdamSettings): Optimiser {
  return {
    name: 'adam',
    initialState: initialMoments,
    update(inputs) {
      const { step, state } = followMoments(inputs, settings);
      const parameters = mapNamed(inputs.parameters, (value, name) => tf.add(value, step(name)));
      return { parameters, state };
    },
    discountedSquares: squaresOf(settings),
  };
}
