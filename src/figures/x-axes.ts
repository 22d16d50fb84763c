/** What curves can be drawn against. */
export const xAxes = {
  steps: { title: 'steps', unit: 'steps' },
  evaluations: { title: 'evaluations of f', unit: 'evaluations' },
  seconds: { title: 'seconds', unit: 'seconds' },
} as const;

export type XAxis = keyof typeof xAxes;

export const xAxisNames = Object.keys(xAxes) as XAxis[];
