import type * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';
import type { InitialValue, Shape } from '../core/shapes.ts';

/** What an optimiser is given for one step; everything is named after its parameter, except the state. */
export interface OptimiserInputs {
  readonly parameters: Named<tf.Tensor>;
  /** Of what is maximised, with respect to each parameter and of its shape. */
  readonly gradients: Named<tf.Tensor>;
  /** What `initialState` described, as the step before left it. */
  readonly state: Named<tf.Tensor>;
  /** The learning rate of each parameter in this step: a number, or a scalar where a schedule changes it. */
  readonly rates: Named<number | tf.Tensor>;
}

/** What an optimiser returns for one step. */
export interface OptimiserUpdate {
  /** The parameters after the step, under the same names. */
  readonly parameters: Record<string, tf.Tensor>;
  /** The state for the next step; the same names and shapes as before. */
  readonly state: Record<string, tf.Tensor>;
}

/**
 * A rule that turns gradients into steps *uphill*.
 *
 * `update` must be a pure function of its inputs written in TensorFlow.js operations: no clock, no
 * random generator, no reading of tensor values, because a backend may trace it once and compile it.
 * What it needs to remember is its state, whose names and contents are its own affair: checkpoints hold
 * it below the optimiser's name, and nothing else looks into it.
 */
export interface Optimiser {
  /** What `--optimiser` takes: `adam`. */
  readonly name: string;
  /** Its state before the first step. @param shapes - of the parameters, by name. */
  initialState(shapes: Named<Shape>): Named<InitialValue>;
  update(inputs: OptimiserInputs): OptimiserUpdate;
  /**
   * The entries of a state that are Σ_t `decay`^(T−t) g_t², one for each parameter and under its name;
   * undefined when this optimiser follows no such sums. The gradient variance needs them, and following
   * them twice would cost two passes over the encoder.
   *
   * @param state - as `initialState` describes it, or the shapes of its entries.
   */
  discountedSquares?<T>(state: Named<T>, decay: number): Named<T> | undefined;
}
