import { bounds, boundsAndVariance } from '../claim.ts';
import type { Claim } from '../claim.ts';

const lead = { kind: 'lead' } as const;

const overNvil = { other: 'nvil', cost: 'own', otherCost: 'two' } as const;

const oneSample = 'NVIL has two samples here, and one in the paper.';

/** Claims about control variates that differentiate f. */
export const controlVariates: readonly Claim[] = [
  {
    ...lead,
    id: 'muprop over nvil',
    paper: 'gu-2016',
    statement: 'MuProp trains faster than NVIL, and has less gradient variance',
    source: 'section 5.2; figure 3',
    categories: [10, 2],
    contests: [{ one: 'muprop', ...overNvil }],
    metrics: ['test_bound', 'grad_variance'],
    note: `The claim is about the way: in the end the bounds of the paper are on a par. ${oneSample}`,
  },
  {
    ...lead,
    id: 'muprop over straight-through',
    paper: 'gu-2016',
    statement: 'MuProp reaches a better bound than straight-through',
    source: 'section 5.2; table 3',
    categories: [10, 2],
    contests: [{ one: 'muprop', other: 'straight-through', cost: 'own' }],
    metrics: ['test_bound'],
  },
  {
    ...lead,
    id: 'rebar over muprop and nvil',
    paper: 'tucker-2017',
    statement: 'REBAR has less gradient variance than MuProp and NVIL, and trains faster',
    source: 'abstract; figure 2',
    categories: [2],
    contests: [
      { one: 'rebar', other: 'muprop', cost: 'own' },
      { one: 'rebar', ...overNvil },
    ],
    metrics: boundsAndVariance,
    note: oneSample,
  },
  {
    ...lead,
    id: 'relax over rebar',
    paper: 'grathwohl-2018',
    statement: 'RELAX trains faster than REBAR, and reaches better bounds',
    source: 'section 6.2; table 1; figure 3',
    categories: [2],
    contests: [{ one: 'relax', other: 'rebar', cost: 'own' }],
    metrics: bounds,
  },
];
