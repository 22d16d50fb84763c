import { describe, expect, test } from 'vitest';
import { claims } from '../../../src/figures/findings/claims.ts';
import { byPaper, judgeAll, judgedMetrics } from '../../../src/figures/findings/judged.ts';
import { paperNames } from '../../../src/figures/findings/papers.ts';
import { panelsFor, spread } from '../../support/figures/contests.ts';
import { panelOf, seriesOf } from '../../support/figures/series.ts';

const claimOf = (id: string) => claims.find((claim) => claim.id === id)!;

const arsPlus = claimOf('ars+ over ars');

describe('judgeAll', () => {
  test('judges claims in every metric asked for, in their order, and tells which it cannot judge', () => {
    const both = ['test_bound', 'grad_variance'] as const;
    const panels = panelsFor(arsPlus, 'test_bound', (_, seed) => 1 + spread(seed));
    const [group, ...more] = judgeAll(panels, both);
    expect([group!.setting, more]).toEqual(['', []]);
    // The runs have no gradient variance, and no other estimators.
    expect(group!.findings.map(({ claim, metric }) => [claim.id, metric])).toEqual([
      ['ars+ over ars', 'test_bound'],
    ]);
    expect(group!.findings[0]!.verdict).toBe('holds');
    expect(group!.unjudged).toEqual(claims.filter((claim) => claim !== arsPlus));
  });

  test('keeps a finding of which some comparisons have pairs', () => {
    const panels = panelsFor(arsPlus, 'test_bound', (_, seed) => 1 + spread(seed));
    const five = panels.filter(({ categories }) => categories === 5);
    const [group] = judgeAll(five, ['test_bound']);
    const [finding] = group!.findings;
    expect(finding!.verdict).toBe('not enough data');
    expect(finding!.checks.map(({ where, n }) => [where, n])).toEqual([
      ...[
        ['C = 10', 0],
        ['C = 5', 3],
        ['C = 3', 0],
        ['C = 2', 0],
      ],
    ]);
  });

  test('keeps a finding of which nobody can tell the pair', () => {
    const [panel] = panelsFor(arsPlus, 'test_bound', (_, seed) => 1 + spread(seed));
    const twice = [...panel!.series, { ...panel!.series[0]!, id: 'again' }];
    const [group] = judgeAll([panelOf(twice)], ['test_bound']);
    expect(group!.findings.map(({ claim, verdict }) => [claim.id, verdict])).toEqual([
      ['ars+ over ars', 'not enough data'],
    ]);
  });

  test('has nothing to judge where nothing was measured', () => {
    const [group] = judgeAll([panelOf([seriesOf([], { estimator: 'ars+' })])], judgedMetrics);
    expect([group!.findings, group!.unjudged]).toEqual([[], claims]);
  });

  test('compares within settings only', () => {
    const ours = panelsFor(arsPlus, 'test_bound', (_, seed) => 1 + spread(seed));
    const theirs = panelsFor(arsPlus, 'test_bound', (_, seed) => -1 + spread(seed));
    const mixed = [
      ...ours.map((panel) => ({ ...panel, setting: 'batchSize = 200' })),
      ...theirs.map((panel) => ({ ...panel, setting: 'batchSize = 10' })),
    ];
    const verdicts = judgeAll(mixed, ['test_bound']).map(({ setting, findings }) => [
      setting,
      findings[0]!.verdict,
    ]);
    expect(verdicts).toEqual([
      ['batchSize = 200', 'holds'],
      ['batchSize = 10', 'does not hold'],
    ]);
  });

  test('judges a claim in the metrics that it speaks of', () => {
    const jang = claimOf('gumbel-softmax over the others');
    const panels = panelsFor(jang, 'grad_variance', (_, seed) => 1 + spread(seed));
    // The paper speaks of bounds: whatever the variances are, they are no finding, and none is missing.
    const [group] = judgeAll(panels, ['grad_variance']);
    expect(group!.findings.map(({ claim }) => claim.id)).not.toContain(jang.id);
    expect(group!.unjudged).not.toContain(jang);
  });

  test('judges the claims that are asked for', () => {
    const panels = panelsFor(arsPlus, 'test_bound', (_, seed) => 1 + spread(seed));
    const [disarm] = claims.filter(({ id }) => id === 'disarm over arm');
    const [group] = judgeAll(panels, ['test_bound'], [disarm!]);
    expect([group!.findings, group!.unjudged]).toEqual([[], [disarm]]);
  });
});

describe('byPaper', () => {
  test('tells the claims of each paper, and the papers that nothing speaks of', () => {
    const panels = panelsFor(arsPlus, 'test_bound', (_, seed) => 1 + spread(seed));
    const { judged, others } = byPaper(judgeAll(panels, judgedMetrics)[0]!);
    expect(judged.map(({ paper }) => paper)).toEqual(['dong-2021']);
    const [{ findings, unjudged }] = judged as [(typeof judged)[number]];
    expect(findings.map(({ claim }) => claim)).toEqual([arsPlus]);
    expect(unjudged).toEqual(
      claims.filter((claim) => claim.paper === 'dong-2021' && claim !== arsPlus),
    );
    expect(others).toEqual(paperNames.filter((paper) => paper !== 'dong-2021'));
  });
});
