import type { Claim } from '../claim.ts';

const common = { categories: 'any', kind: 'lead', metrics: ['grad_variance'] } as const;

/** Claims about baselines of the score function. */
export const scoreFunction: readonly Claim[] = [
  {
    ...common,
    id: 'nvil over reinforce',
    paper: 'mnih-2014',
    statement: 'The baselines of NVIL lower the gradient variance of REINFORCE',
    source: 'abstract',
    contests: [{ one: 'nvil', other: 'reinforce', cost: 'two' }],
    note: 'Both have two samples here.',
  },
  {
    ...common,
    id: 'loo over reinforce',
    paper: 'kool-2019',
    statement:
      'The mean of the other samples, as a baseline, lowers the gradient variance of REINFORCE',
    source: 'abstract',
    contests: [{ one: 'reinforce-loo', other: 'reinforce', cost: 'ars' }],
  },
];
