/**
 * The names of the estimators that come with vae-bench, in the order of the table, which has one for each.
 * They stand apart from it so that shell completion need not load TensorFlow.js.
 */
export const estimatorNames = [
  'exact',
  'reinforce',
  'reinforce+baseline',
  'reinforce-loo',
  'arm',
  'disarm',
  'ars',
  'ars+',
  'ars+published',
  'arsm',
  'arsm+',
] as const;

/** The name of an estimator of the table. */
export type EstimatorName = (typeof estimatorNames)[number];
