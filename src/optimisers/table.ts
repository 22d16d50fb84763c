import type { z } from 'zod';
import { decay, positive, rate, toggle } from '../core/fields.ts';
import type { Optimiser } from './contract.ts';

/** An optimiser before its code, and with it TensorFlow.js, is loaded. */
interface OptimiserRow<Shape extends z.core.$ZodLooseShape> {
  /** One line: what distinguishes it. */
  readonly summary: string;
  /** Its own settings, each with a default and a description. */
  readonly settings: Shape;
  readonly load: () => Promise<(settings: z.output<z.ZodObject<Shape>>) => Optimiser>;
}

/** Has TypeScript compare a row's settings with what its code takes. */
const row = <Shape extends z.core.$ZodLooseShape>(one: OptimiserRow<Shape>) => one;

const adamSettings = {
  beta1: decay().default(0.9).describe('Adam’s decay of the first moment.'),
  beta2: decay().default(0.999).describe('Adam’s decay of the second moment.'),
  epsilon: positive()
    .default(1e-7)
    .describe('Adam’s ε, added to the square root of the second moment.'),
};

/**
 * Every optimiser of encoder and decoder, by name. The configuration, its documentation and the
 * contract tests derive from this table.
 */
export const optimisers = {
  adam: row({
    summary: 'moments of the gradient, TensorFlow’s ε (Kingma and Ba 2015)',
    settings: adamSettings,
    load: async () => (await import('./adam.ts')).adam,
  }),
  adamw: row({
    summary: 'Adam with decoupled weight decay (Loshchilov and Hutter 2019)',
    settings: {
      ...adamSettings,
      weightDecay: rate()
        .default(0.01)
        .describe('What is taken off a parameter in each step, as a multiple of rate × parameter.'),
    },
    load: async () => (await import('./adamw.ts')).adamw,
  }),
  momentum: row({
    summary: 'steps along a decaying sum of gradients (Polyak 1964)',
    settings: {
      momentum: decay().default(0.9).describe('Decay of the sum of gradients.'),
      nesterov: toggle()
        .default(false)
        .describe('Step from where the sum of gradients leads (Sutskever et al. 2013).'),
    },
    load: async () => (await import('./momentum.ts')).momentum,
  }),
  sgd: row({
    summary: 'steps along the gradient',
    settings: {},
    load: async () => (await import('./sgd.ts')).sgd,
  }),
} as const;

/** What `--optimiser` takes. */
export type OptimiserName = keyof typeof optimisers;
