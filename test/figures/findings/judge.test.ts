import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../src/figures/findings/claim.ts';
import { claims } from '../../../src/figures/findings/claims.ts';
import { judge } from '../../../src/figures/findings/judge.ts';
import { CsvRows } from '../../../src/run-files/csv-rows.ts';
import { shownMetrics } from '../../../src/metrics/table.ts';
import type { RankedMetric } from '../../../src/metrics/table.ts';
import { categoriesOf, panelsFor, spread } from '../../support/figures/contests.ts';
import type { Leads } from '../../support/figures/contests.ts';
import { panelOf, seedsWith, seriesOf } from '../../support/figures/series.ts';

const claimOf = (id: string): Claim => claims.find((claim) => claim.id === id)!;

const arsPlus = claimOf('ars+ over ars');
const growth = claimOf('lead of loo grows');

/** Leads that a claim of its kind speaks of, their reverse, and what decides nothing. */
const leadsOf = ({ kind }: Claim): Record<'for' | 'against' | 'open', Leads> =>
  kind === 'lead'
    ? {
        for: (_, seed) => 1 + spread(seed),
        against: (_, seed) => -1 + spread(seed),
        open: (_, seed) => 0.01 + spread(seed),
      }
    : {
        for: (categories, seed) => categories * (1 + spread(seed)),
        // Still leads, and smaller ones.
        against: (categories, seed) => 20 - categories * (1 + spread(seed)),
        open: (categories, seed) => 5 + categories * spread(seed),
      };

const each = claims.flatMap((claim) => claim.metrics.map((metric) => ({ claim, metric })));

describe.each(each)('$claim.id, in $metric', ({ claim, metric }) => {
  const counts = categoriesOf(claim).length;
  const pairs = claim.kind === 'lead' ? counts : counts - 1;
  const leads = leadsOf(claim);
  const verdictsOf = (which: Leads, seeds?: number[]) => {
    const { verdict, checks } = judge(panelsFor(claim, metric, which, seeds), claim, metric);
    return [verdict, [...new Set(checks.map((check) => check.verdict))], checks.length];
  };
  const count = claim.contests.length * pairs;

  test('holds where all leads are as claimed', () => {
    expect(verdictsOf(leads.for)).toEqual(['holds', ['holds'], count]);
  });

  test('does not hold where they are reversed', () => {
    expect(verdictsOf(leads.against)).toEqual(['does not hold', ['does not hold'], count]);
  });

  test('is undecided where seeds disagree', () => {
    expect(verdictsOf(leads.open)).toEqual(['undecided', ['undecided'], count]);
  });

  test('lacks data with one seed, however large its lead', () => {
    expect(verdictsOf(leads.for, [0])).toEqual(['not enough data', ['not enough data'], count]);
  });

  test('lacks data without runs', () => {
    const { verdict, checks } = judge([], claim, metric);
    // Where any C will do, one comparison of each contest says that there is none.
    const expected = claim.categories === 'any' ? claim.contests.length : count;
    expect([verdict, checks.length]).toEqual(['not enough data', expected]);
    expect(checks[0]).toMatchObject({ effect: null, interval: null, n: 0, step: 0 });
    expect(checks[0]!.what).toMatch(/^\S+ vs \S+: no pair of runs$/);
  });
});

describe('a claim of several comparisons', () => {
  /** Leads that hold for all but one C. */
  const but =
    (exception: number, lead: number): Leads =>
    (categories, seed) =>
      (categories === exception ? lead : 1) + spread(seed);

  const verdict = (leads: Leads) =>
    judge(panelsFor(arsPlus, 'test_bound', leads), arsPlus, 'test_bound').verdict;

  test('does not hold when one of them goes the other way', () => {
    expect(verdict(but(5, -1))).toBe('does not hold');
  });

  test('is undecided when one of them is', () => {
    expect(verdict(but(5, 0))).toBe('undecided');
  });

  test('lacks data when one of them does, whether another is undecided or not', () => {
    const without = (leads: Leads) => {
      const panels = panelsFor(arsPlus, 'test_bound', leads).filter((one) => one.categories !== 3);
      return judge(panels, arsPlus, 'test_bound').verdict;
    };
    expect(without(but(5, 0))).toBe('not enough data');
    expect(without(but(5, 1))).toBe('not enough data');
    expect(without(but(5, -1))).toBe('does not hold');
  });

  test('does not hold when one goes the other way and another is undecided', () => {
    const leads: Leads = (categories, seed) => ({ 2: 0, 3: -1 })[categories] ?? 1 + spread(seed);
    expect(verdict((categories, seed) => leads(categories, seed) + spread(seed))).toBe(
      'does not hold',
    );
  });
});

describe('a claim of any C', () => {
  const carms = claimOf('carms over loo and unordered');
  const panels = panelsFor(carms, 'test_bound', (_, seed) => 1 + spread(seed));

  test('is judged at the C of its runs', () => {
    const { verdict, checks } = judge(panels, carms, 'test_bound');
    expect([verdict, checks.map(({ what, where }) => [what, where])]).toEqual([
      'holds',
      [
        ['CARMS (10) vs REINFORCE LOO (10)', 'C = 10'],
        ['CARMS (2) vs REINFORCE LOO (2)', 'C = 2'],
        ['CARMS (2) vs Unordered set (2)', 'C = 10'],
        ['CARMS (2) vs Unordered set (2)', 'C = 2'],
      ],
    ]);
  });

  test('lacks data where one of its contests has no pair at any C', () => {
    const without = panels.map(({ series }) =>
      panelOf(series.filter(({ estimator }) => estimator !== 'unordered')),
    );
    const { verdict, checks } = judge(without, carms, 'test_bound');
    expect([verdict, checks.map(({ where, n }) => [where, n])]).toEqual([
      'not enough data',
      [
        ['C = 10', 3],
        ['C = 2', 3],
        ['any C', 0],
      ],
    ]);
  });
});

describe('a contest of own costs', () => {
  const relax = claimOf('relax over rebar');
  const panels = panelsFor(relax, 'test_bound', (_, seed) => 1 + spread(seed));
  const dearer = seriesOf(seedsWith('test_bound', [0, 0, 0]), {
    ...{ estimator: 'rebar', categories: 2, evaluations: 99, id: 'dear' },
  });

  test('takes whatever an estimator costs', () => {
    const [relaxed] = panels[0]!.series.filter(({ estimator }) => estimator === 'relax');
    const { checks } = judge([panelOf([relaxed!, dearer])], relax, 'test_bound');
    expect(checks.map(({ what, n }) => [what, n])).toEqual([['RELAX (7) vs REBAR (99)', 3]]);
  });

  test('has no pair where an estimator has two costs', () => {
    const { checks } = judge([panelOf([...panels[0]!.series, dearer])], relax, 'test_bound');
    expect(checks.map(({ what, n }) => [what, n])).toEqual([
      ['relax vs rebar: several runs of rebar (rebar-c2-n7, dear)', 0],
    ]);
  });

  test('may be with an estimator of a stated cost', () => {
    const muprop = claimOf('muprop over nvil');
    const all = panelsFor(muprop, 'test_bound', (_, seed) => 1 + spread(seed));
    const whats = judge(all, muprop, 'test_bound').checks.map(({ what }) => what);
    expect(whats).toEqual(['MuProp (7) vs NVIL (2)', 'MuProp (7) vs NVIL (2)']);
  });
});

describe('a comparison', () => {
  test('of bounds has the difference and its interval', () => {
    const panels = panelsFor(arsPlus, 'test_bound', (_, seed) => [1, 2, 6][seed]!);
    // Mean 3, s/√3 = √(7/3), t = 4.302652729749464: from −3.57 to 9.57.
    const reach = 4.302652729749464 * Math.sqrt(7 / 3);
    const [check] = judge(panels, arsPlus, 'test_bound').checks;
    expect(check).toMatchObject({
      ...{ what: 'ARS+ (10) vs ARS (10)', where: 'C = 10', kind: 'difference', n: 3, step: 100 },
      ...{ effect: expect.closeTo(3, 12) as number, verdict: 'undecided' },
      interval: {
        low: expect.closeTo(3 - reach, 10) as number,
        high: expect.closeTo(3 + reach, 10) as number,
      },
    });
  });

  test('of growth has the difference of differences', () => {
    const panels = panelsFor(growth, 'test_bound', (categories, seed) => categories + spread(seed));
    const checks = judge(panels, growth, 'test_bound').checks.slice(0, 2);
    expect(checks.map(({ what, where, effect }) => [what, where, effect])).toEqual([
      ['reinforce-loo vs ars', 'C = 3 → 5', expect.closeTo(2, 12)],
      ['reinforce-loo vs ars', 'C = 5 → 10', expect.closeTo(5, 12)],
    ]);
  });

  test('of growth in variances has the ratio of ratios: a lead that grows makes it less than 1', () => {
    const panels = panelsFor(growth, 'grad_variance', (C, seed) => C / 10 + spread(seed));
    const [check] = judge(panels, growth, 'grad_variance').checks;
    // exp(−0.5) / exp(−0.3), the same of every seed.
    expect(check).toMatchObject({ kind: 'ratio', verdict: 'holds' });
    expect(check!.effect).toBeCloseTo(Math.exp(-0.2), 12);
  });

  test('of variances holds below 1 and not above, near as it may be', () => {
    const check = (lead: number) =>
      judge(
        panelsFor(arsPlus, 'grad_variance', (_, seed) => lead + spread(seed) / 100),
        arsPlus,
        'grad_variance',
      ).checks[0]!;
    // Spread s = 0.001: the logarithm's interval is ± 4.3 · 0.001 / √3 = ± 0.0025.
    expect(check(0.01).effect).toBeCloseTo(Math.exp(-0.01), 12);
    expect(check(0.01).verdict).toBe('holds');
    expect(check(-0.01).verdict).toBe('does not hold');
    expect(check(0.001).verdict).toBe('undecided');
  });

  test('of growth is over the seeds that both C have', () => {
    const [ten, five, three] = panelsFor(growth, 'test_bound', (C, seed) => C + spread(seed));
    const fewer = panelOf(three!.series.map((one) => ({ ...one, seeds: one.seeds.slice(0, 2) })));
    const checks = judge([ten!, five!, fewer], growth, 'test_bound').checks;
    expect(checks.slice(0, 2).map(({ n }) => n)).toEqual([2, 3]);
  });

  test('of growth needs equal steps', () => {
    const [ten, five, three] = panelsFor(growth, 'test_bound', (C, seed) => C + spread(seed));
    const longer = panelOf(
      five!.series.map((one) => ({
        ...one,
        seeds: one.seeds.map((seed) => ({
          ...seed,
          rows: CsvRows.of([{ ...seed.rows.at(0)!, step: 200 }]),
        })),
      })),
    );
    const { verdict, checks } = judge([ten!, longer, three!], growth, 'test_bound');
    expect(verdict).toBe('not enough data');
    expect(checks[0]).toMatchObject({
      ...{ what: 'reinforce-loo vs ars: at steps 100 and 200', effect: null, n: 0, step: 0 },
    });
  });
});

describe('the pair of a comparison', () => {
  const check = (
    metric: RankedMetric,
    change: (panel: ReturnType<typeof panelOf>) => typeof panel,
  ) => {
    const panels = panelsFor(arsPlus, metric, (_, seed) => 1 + spread(seed));
    return judge([change(panels[0]!), ...panels.slice(1)], arsPlus, metric).checks[0]!;
  };

  test.each(shownMetrics)('is none when two series are alike, in %s', (metric) => {
    const found = check(metric, (panel) =>
      panelOf([...panel.series, { ...panel.series[0]!, id: 'again' }]),
    );
    expect(found).toMatchObject({
      what: 'ars+ vs ars: several runs of ars+ (ars+-c10-n10, again)',
      ...{ verdict: 'not enough data', n: 0, ambiguous: true },
    });
  });

  test('is none where any C will do and two series are alike', () => {
    const carms = claimOf('carms over loo and unordered');
    const [ten, two] = panelsFor(carms, 'test_bound', (_, seed) => 1 + spread(seed));
    const twice = panelOf(
      two!.series.flatMap((one) =>
        one.estimator === 'unordered' ? [one, { ...one, id: 'again' }] : [one],
      ),
    );
    const { checks, verdict } = judge([ten!, twice], carms, 'test_bound');
    expect([verdict, checks.at(-1)]).toMatchObject([
      'not enough data',
      {
        what: 'carms vs unordered: several runs of unordered (unordered-c2-n2, again)',
        ...{ where: 'C = 2', n: 0 },
      },
    ]);
  });

  test('is of the stated cost, not of another', () => {
    const dearer = (panel: ReturnType<typeof panelOf>) =>
      panelOf(panel.series.map((one) => ({ ...one, evaluations: 46 })));
    expect(check('test_bound', dearer).n).toBe(0);
    const extra = seriesOf(seedsWith('test_bound', [0, 0, 0]), {
      ...{ estimator: 'ars+', categories: 10, evaluations: 46, id: 'dear' },
    });
    const found = check('test_bound', (panel) => panelOf([...panel.series, extra]));
    expect([found.n, found.verdict]).toEqual([3, 'holds']);
  });
});
