/** One estimator against another at equal cost: C evaluations of f, or the C(C−1)/2 + 1 of ARSM. */
export interface Contest {
  readonly one: string;
  readonly other: string;
  readonly cost: 'ars' | 'arsm';
}

/** A finding of Dong, Mnih and Tucker (2021), and what has to be compared to judge it. */
export interface Claim {
  readonly id: string;
  /** The finding in one sentence. */
  readonly statement: string;
  /** Where the paper says or shows it. */
  readonly source: string;
  /** Numbers of categories that it speaks of, of those of the paper. */
  readonly categories: readonly number[];
  /** `one` is said to be better in each of these. */
  readonly contests: readonly Contest[];
  /** `growth`: what is said to grow is the lead of `one`, from one C to the next larger one. */
  readonly kind: 'lead' | 'growth';
}

const loo = 'reinforce-loo';
const overArs = { one: loo, other: 'ars', cost: 'ars' } as const;
const overArsPlus = { one: loo, other: 'ars+', cost: 'ars' } as const;
const overArsm = { one: loo, other: 'arsm', cost: 'arsm' } as const;
const overArsmPlus = { one: loo, other: 'arsm+', cost: 'arsm' } as const;

/**
 * The paper's findings on categorical VAEs, in our words, with the place where it says or shows each.
 */
export const claims: readonly Claim[] = [
  {
    id: 'ars+ over ars',
    statement: 'ARS+ is better than ARS for every C',
    source: 'figure 1',
    categories: [10, 5, 3, 2],
    contests: [{ one: 'ars+', other: 'ars', cost: 'ars' }],
    kind: 'lead',
  },
  {
    id: 'arsm+ over arsm',
    statement: 'ARSM+ is better than ARSM for every C',
    source: 'figure 1',
    categories: [10, 5, 3, 2],
    contests: [{ one: 'arsm+', other: 'arsm', cost: 'arsm' }],
    kind: 'lead',
  },
  {
    id: 'loo over ars and arsm',
    statement: 'REINFORCE LOO is better than ARS and ARSM of the same cost for every C',
    source: 'abstract; figure 1',
    categories: [10, 5, 3, 2],
    contests: [overArs, overArsm],
    kind: 'lead',
  },
  {
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
    id: 'loo over ars+ and arsm+',
    statement: 'REINFORCE LOO is better than ARS+ and ARSM+ of the same cost for C > 2',
    source: 'abstract; figure 1',
    categories: [10, 5, 3],
    contests: [overArsPlus, overArsmPlus],
    kind: 'lead',
  },
  {
    id: 'lead of loo grows',
    statement: 'For C > 2 the lead of REINFORCE LOO over all four grows with C',
    source: 'figure 1',
    categories: [10, 5, 3],
    contests: [overArs, overArsPlus, overArsm, overArsmPlus],
    kind: 'growth',
  },
];
