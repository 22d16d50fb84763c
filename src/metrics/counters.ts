/** How far a run is: the columns of metrics.csv that nothing measures. */
export const counters = {
  step: { unit: 'steps', meaning: 'Training steps taken.' },
  epoch: {
    unit: 'passes',
    meaning:
      'Passes over the training images, fractions included: `step` divided by the steps of one epoch.',
  },
  function_evaluations: {
    unit: 'evaluations',
    meaning:
      'Evaluations of f by the estimator so far, over all datapoints: step × batch size × its cost.',
  },
  function_derivatives: {
    unit: 'derivatives',
    meaning: 'Derivatives of f by the estimator so far, over all datapoints, counted likewise.',
  },
} as const satisfies Readonly<Record<string, { readonly unit: string; readonly meaning: string }>>;

export type Counter = keyof typeof counters;

/** One value of every counter. */
export type Counters = Readonly<Record<Counter, number>>;

export const counterNames = Object.keys(counters) as Counter[];
