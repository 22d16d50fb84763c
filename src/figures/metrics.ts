/** The metrics of metrics.csv that are compared: docs/results.md gives their definitions. */
export const metrics = {
  train_elbo: { title: 'train ELBO', unit: 'nats', higherIsBetter: true, scale: 'linear' },
  test_bound: { title: 'test bound', unit: 'nats', higherIsBetter: true, scale: 'linear' },
  grad_variance: {
    title: 'gradient variance',
    unit: '(nats per parameter unit)²',
    higherIsBetter: false,
    scale: 'log',
  },
} as const;

export type Metric = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as Metric[];

/** What curves can be drawn against. */
export const axes = {
  steps: { title: 'steps', unit: 'steps' },
  evaluations: { title: 'evaluations of f', unit: 'evaluations' },
  seconds: { title: 'seconds', unit: 'seconds' },
} as const;

export type Axis = keyof typeof axes;

export const axisNames = Object.keys(axes) as Axis[];
