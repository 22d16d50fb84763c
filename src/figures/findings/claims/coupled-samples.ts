import { boundsAndVariance } from '../claim.ts';
import type { Claim } from '../claim.ts';

const lead = { kind: 'lead' } as const;

/** Claims about samples that depend on each other. */
export const coupledSamples: readonly Claim[] = [
  {
    ...lead,
    id: 'arm over reinforce',
    paper: 'yin-zhou-2019',
    statement: 'ARM reaches a better bound than REINFORCE, and has less gradient variance',
    source: 'section 4; section 4.1; table 2',
    categories: [2],
    contests: [{ one: 'arm', other: 'reinforce', cost: 'two' }],
    metrics: ['test_bound', 'grad_variance'],
  },
  {
    ...lead,
    id: 'arm over control variates',
    paper: 'yin-zhou-2019',
    statement: 'ARM reaches a better bound than NVIL, MuProp, REBAR and RELAX',
    source: 'section 4.1; table 2 (one layer, on MNIST)',
    categories: [2],
    contests: [
      { one: 'arm', other: 'nvil', cost: 'two' },
      ...['muprop', 'rebar', 'relax'].map(
        (other) => ({ one: 'arm', other, cost: 'two', otherCost: 'own' }) as const,
      ),
    ],
    metrics: ['test_bound'],
    note: 'The paper takes the bounds of the others from their papers.',
  },
  {
    ...lead,
    id: 'disarm over arm',
    paper: 'dong-2020',
    statement: 'DisARM is better than ARM',
    source: 'abstract; figure 5',
    categories: [2],
    contests: [{ one: 'disarm', other: 'arm', cost: 'two' }],
    metrics: boundsAndVariance,
  },
  {
    ...lead,
    id: 'disarm over loo',
    paper: 'dong-2020',
    statement: 'DisARM is better than REINFORCE LOO with two samples',
    source: 'abstract; figure 5',
    categories: [2],
    contests: [{ one: 'disarm', other: 'reinforce-loo', cost: 'two' }],
    metrics: boundsAndVariance,
  },
  {
    ...lead,
    id: 'carms over loo and unordered',
    paper: 'dimitriev-2021',
    statement: 'CARMS is better than REINFORCE LOO and the unordered set with as many samples',
    source: 'abstract',
    categories: 'any',
    contests: [
      { one: 'carms', other: 'reinforce-loo', cost: 'ars' },
      // The unordered set takes at most eight samples.
      { one: 'carms', other: 'unordered', cost: 'two' },
    ],
    metrics: boundsAndVariance,
    note: "The abstract does not name those that it outperforms; the authors' code has these.",
  },
];
