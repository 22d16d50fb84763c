import { bounds, boundsAndVariance } from '../claim.ts';
import type { Claim } from '../claim.ts';

const loo = 'reinforce-loo';
const overArs = { one: loo, other: 'ars', cost: 'ars' } as const;
const overArsPlus = { one: loo, other: 'ars+', cost: 'ars' } as const;
const overArsm = { one: loo, other: 'arsm', cost: 'arsm' } as const;
const overArsmPlus = { one: loo, other: 'arsm+', cost: 'arsm' } as const;

const common = { paper: 'dong-2021', metrics: boundsAndVariance } as const;

/** What Dong, Mnih and Tucker (2021) found of categorical VAEs: figure 1, and the estimators they propose. */
export const coupledGradients: readonly Claim[] = [
  {
    ...common,
    id: 'ars+ over ars',
    statement: 'ARS+ is better than ARS for every C',
    source: 'figure 1',
    categories: [10, 5, 3, 2],
    contests: [{ one: 'ars+', other: 'ars', cost: 'ars' }],
    kind: 'lead',
  },
  {
    ...common,
    id: 'arsm+ over arsm',
    statement: 'ARSM+ is better than ARSM for every C',
    source: 'figure 1',
    categories: [10, 5, 3, 2],
    contests: [{ one: 'arsm+', other: 'arsm', cost: 'arsm' }],
    kind: 'lead',
  },
  {
    ...common,
    id: 'loo over ars and arsm',
    statement: 'REINFORCE LOO is better than ARS and ARSM of the same cost for every C',
    source: 'abstract; figure 1',
    categories: [10, 5, 3, 2],
    contests: [overArs, overArsm],
    kind: 'lead',
  },
  {
    ...common,
    id: 'ars+ and arsm+ over loo at C = 2',
    statement: 'ARS+ and ARSM+ are better than REINFORCE LOO of the same cost for C = 2',
    source: 'figure 1',
    categories: [2],
    contests: [
      { one: 'ars+', other: loo, cost: 'ars' },
      { one: 'arsm+', other: loo, cost: 'arsm' },
    ],
    kind: 'lead',
  },
  {
    ...common,
    id: 'loo over ars+ and arsm+',
    statement: 'REINFORCE LOO is better than ARS+ and ARSM+ of the same cost for C > 2',
    source: 'abstract; figure 1',
    categories: [10, 5, 3],
    contests: [overArsPlus, overArsmPlus],
    kind: 'lead',
  },
  {
    ...common,
    id: 'lead of loo grows',
    statement: 'For C > 2 the lead of REINFORCE LOO over all four grows with C',
    source: 'figure 1',
    categories: [10, 5, 3],
    contests: [overArs, overArsPlus, overArsm, overArsmPlus],
    kind: 'growth',
  },
  {
    ...common,
    id: 'disarm of categories over loo',
    statement:
      'DisARM-SB, DisARM-Tree and DisARM-IW are better than REINFORCE LOO with as many samples',
    source: 'abstract',
    categories: 'any',
    contests: ['disarm-sb', 'disarm-tree', 'disarm-iw'].map(
      (one) => ({ one, other: loo, cost: 'two' }) as const,
    ),
    kind: 'lead',
    metrics: bounds,
    note: 'The abstract calls their performance the state of the art, and sets REINFORCE LOO above earlier estimators.',
  },
];
