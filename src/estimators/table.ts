import type { EstimatorDefinition } from './contract.ts';
import type { ColourName } from './palette.ts';

/** How an estimator is found and shown. Its file holds the rest. */
export interface EstimatorRow {
  /** What tables and legends print: `ARS+`. */
  readonly title: string;
  /** Of its lines; estimators that differ only in their number of samples share one. */
  readonly colour: ColourName;
  /** Whether it always evaluates f C(C−1)/2 + 1 times, even at C = 2, where that is C: its lines are dashed. */
  readonly merged?: true;
  /** Whether its lines bear a marker, as another estimator has its colour. */
  readonly marked?: true;
  /** Imports its file, which needs TensorFlow.js. */
  readonly load: () => Promise<EstimatorDefinition>;
}

/**
 * Every estimator that comes with vae-bench, by the name that `--estimator` takes. Command line, figures,
 * documentation and the contract tests derive from this table, which loads none of them: reading results
 * and completing commands need no TensorFlow.js.
 */
export const estimatorRows = {
  exact: {
    title: 'Exact',
    colour: 'pink',
    load: async () => (await import('./exact.ts')).exact,
  },
  reinforce: {
    title: 'REINFORCE',
    colour: 'grey',
    marked: true,
    load: async () => (await import('./reinforce.ts')).reinforce,
  },
  'reinforce+baseline': {
    title: 'REINFORCE with baseline',
    colour: 'brown',
    marked: true,
    load: async () => (await import('./reinforce.ts')).reinforceBaseline,
  },
  'reinforce-loo': {
    title: 'REINFORCE LOO',
    colour: 'blue',
    load: async () => (await import('./reinforce-loo.ts')).reinforceLoo,
  },
  arm: {
    title: 'ARM',
    colour: 'violet',
    load: async () => (await import('./arm.ts')).arm,
  },
  disarm: {
    title: 'DisARM',
    colour: 'grey',
    load: async () => (await import('./disarm.ts')).disarm,
  },
  ars: {
    title: 'ARS',
    colour: 'vermillion',
    load: async () => (await import('./ars.ts')).ars,
  },
  'ars+': {
    title: 'ARS+',
    colour: 'green',
    load: async () => (await import('./ars-plus.ts')).arsPlus,
  },
  'ars+published': {
    title: 'ARS+ (as published)',
    colour: 'brown',
    load: async () => (await import('./ars-plus.ts')).arsPlusPublished,
  },
  arsm: {
    title: 'ARSM',
    colour: 'vermillion',
    merged: true,
    load: async () => (await import('./arsm.ts')).arsm,
  },
  'arsm+': {
    title: 'ARSM+',
    colour: 'green',
    merged: true,
    load: async () => (await import('./arsm.ts')).arsmPlus,
  },
} as const satisfies Readonly<Record<string, EstimatorRow>>;

/** The name of an estimator of the table. */
export type EstimatorName = keyof typeof estimatorRows;

/** The names of the table, in its order. */
export const estimatorNames = Object.keys(estimatorRows) as EstimatorName[];
