import type { EstimatorDefinition } from './contract.ts';
import type { ColourName, MarkerName } from './palette.ts';

/** How an estimator is found and shown. Its file holds the rest. */
export interface EstimatorRow {
  /** What tables and legends print: `ARS+`. */
  readonly title: string;
  /** Of its lines; estimators that differ only in their number of samples share one. */
  readonly colour: ColourName;
  /** Whether it always evaluates f C(C−1)/2 + 1 times, even at C = 2, where that is C: its lines are dashed. */
  readonly merged?: true;
  /** What its lines bear where another estimator has its colour. */
  readonly marker?: MarkerName;
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
    marker: 'square',
    load: async () => (await import('./reinforce.ts')).reinforce,
  },
  'reinforce+baseline': {
    title: 'REINFORCE with baseline',
    colour: 'brown',
    marker: 'square',
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
  'ars++': {
    title: 'ARS++',
    colour: 'green',
    marker: 'triangle',
    load: async () => (await import('./ars-plus.ts')).arsPlusPlus,
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
  'arsm++': {
    title: 'ARSM++',
    colour: 'green',
    marker: 'triangle',
    merged: true,
    load: async () => (await import('./arsm-plus-plus.ts')).arsmPlusPlus,
  },
  nvil: {
    title: 'NVIL',
    colour: 'blue',
    marker: 'triangle',
    load: async () => (await import('./nvil.ts')).nvil,
  },
  'local-expectation': {
    title: 'Local expectation',
    colour: 'blue',
    marker: 'diamond',
    load: async () => (await import('./local-expectation.ts')).localExpectation,
  },
  'disarm-sb': {
    title: 'DisARM-SB',
    colour: 'grey',
    marker: 'triangle',
    load: async () => (await import('./disarm-categorical.ts')).disarmSb,
  },
  'disarm-tree': {
    title: 'DisARM-Tree',
    colour: 'grey',
    marker: 'diamond',
    load: async () => (await import('./disarm-categorical.ts')).disarmTree,
  },
  'disarm-iw': {
    title: 'DisARM-IW',
    colour: 'grey',
    marker: 'cross',
    load: async () => (await import('./disarm-categorical.ts')).disarmIw,
  },
  carms: {
    title: 'CARMS',
    colour: 'violet',
    marker: 'triangle',
    load: async () => (await import('./carms.ts')).carms,
  },
  unordered: {
    title: 'Unordered set',
    colour: 'violet',
    marker: 'diamond',
    load: async () => (await import('./unordered.ts')).unordered,
  },
  muprop: {
    title: 'MuProp',
    colour: 'brown',
    marker: 'triangle',
    load: async () => (await import('./muprop.ts')).muprop,
  },
  rebar: {
    title: 'REBAR',
    colour: 'brown',
    marker: 'diamond',
    load: async () => (await import('./rebar.ts')).rebar,
  },
  relax: {
    title: 'RELAX',
    colour: 'brown',
    marker: 'cross',
    load: async () => (await import('./rebar.ts')).relax,
  },
  'straight-through': {
    title: 'Straight-through',
    colour: 'pink',
    marker: 'triangle',
    load: async () => (await import('./straight-through.ts')).straightThrough,
  },
  'gumbel-softmax': {
    title: 'Gumbel-softmax',
    colour: 'pink',
    marker: 'diamond',
    load: async () => (await import('./gumbel-softmax.ts')).gumbelSoftmax,
  },
  'st-gumbel-softmax': {
    title: 'Straight-through Gumbel-softmax',
    colour: 'pink',
    marker: 'cross',
    load: async () => (await import('./gumbel-softmax.ts')).stGumbelSoftmax,
  },
  'rao-gumbel-softmax': {
    title: 'Rao-Blackwellised Gumbel-softmax',
    colour: 'pink',
    marker: 'triangle down',
    load: async () => (await import('./gumbel-softmax.ts')).raoGumbelSoftmax,
  },
  reinmax: {
    title: 'ReinMax',
    colour: 'pink',
    marker: 'plus',
    load: async () => (await import('./straight-through.ts')).reinmax,
  },
} as const satisfies Readonly<Record<string, EstimatorRow>>;

/** The name of an estimator of the table. */
export type EstimatorName = keyof typeof estimatorRows;

/** The names of the table, in its order. */
export const estimatorNames = Object.keys(estimatorRows) as EstimatorName[];
