import { bounds } from '../claim.ts';
import type { Claim } from '../claim.ts';

const lead = { kind: 'lead' } as const;

const own = (one: string, other: string) => ({ one, other, cost: 'own' }) as const;

/** Claims about relaxations and straight-through estimators. They are biased: the papers rank them by bounds. */
export const relaxations: readonly Claim[] = [
  {
    ...lead,
    id: 'gumbel-softmax over the others',
    paper: 'jang-2017',
    statement:
      'Gumbel-softmax reaches a better bound than MuProp, straight-through, and its own straight-through form',
    source: 'section 4.2; table 1; figure 4',
    categories: [10, 2],
    contests: ['muprop', 'straight-through', 'st-gumbel-softmax'].map((other) =>
      own('gumbel-softmax', other),
    ),
    metrics: ['test_bound'],
  },
  {
    ...lead,
    id: 'st-gumbel-softmax over straight-through',
    paper: 'jang-2017',
    statement: 'Straight-through Gumbel-softmax reaches a better bound than straight-through',
    source: 'section 4.2; table 1; figure 4',
    categories: [10, 2],
    contests: [own('st-gumbel-softmax', 'straight-through')],
    metrics: ['test_bound'],
  },
  {
    ...lead,
    id: 'rao-gumbel-softmax over st-gumbel-softmax',
    paper: 'paulus-2021',
    statement:
      'Averaging over the Gumbel variables lowers the gradient variance of straight-through Gumbel-softmax',
    source: 'section 3.1; section 5.4; figure 2a',
    categories: 'any',
    contests: [own('rao-gumbel-softmax', 'st-gumbel-softmax')],
    // Both have the same expectation.
    metrics: ['grad_variance'],
  },
  {
    ...lead,
    id: 'rao-gumbel-softmax over straight-through',
    paper: 'paulus-2021',
    statement: 'Rao-Blackwellised Gumbel-softmax reaches a better bound than straight-through',
    source: 'section 5.4; table 2',
    categories: 'any',
    contests: [own('rao-gumbel-softmax', 'straight-through')],
    metrics: ['test_bound'],
    note: 'In the paper straight-through has a temperature.',
  },
  {
    ...lead,
    id: 'reinmax over straight-through',
    paper: 'liu-2023',
    statement:
      'ReinMax reaches better bounds than straight-through and straight-through Gumbel-softmax',
    source: 'abstract (of the first version)',
    categories: 'any',
    contests: ['straight-through', 'st-gumbel-softmax'].map((other) => own('reinmax', other)),
    metrics: bounds,
  },
];
