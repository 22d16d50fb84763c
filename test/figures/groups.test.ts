import { beforeEach, describe, expect, test } from 'vitest';
import { groupsOf } from '../../src/cli/figures/comparison.ts';
import { UsageError } from '../../src/core/errors.ts';
import { comparablePairs, groupLabel, groupText, namedSettings } from '../../src/figures/groups.ts';
import { readResults } from '../../src/figures/results.ts';
import { panelsOf } from '../../src/figures/panels.ts';
import { configOf, ResultsFolder } from '../support/figures/results-folder.ts';

let results: ResultsFolder;

beforeEach(() => {
  results = new ResultsFolder();
  for (const estimator of ['ars', 'ars+']) {
    for (const [name, encoderLearningRate] of Object.entries({ low: 1e-4, high: 3e-4 })) {
      const model = { encoderHidden: name === 'low' ? [8, 4] : [16] };
      const config = configOf(`${estimator}-c3`, { optimiser: { encoderLearningRate }, model });
      results.seed(`${name}/${estimator}-c3/seed-0`, { config });
    }
  }
});

const seeds = () => readResults(results.path).seeds;

/** The groups that a text means, and the pairs of runs that they are compared by. */
function compared(text: string) {
  const groups = groupsOf('--compare', text, seeds());
  const panels = panelsOf(seeds(), { colour: namedSettings(groups), facet: [] });
  const pairs = panels.flatMap((panel) => comparablePairs(panel, ...groups));
  return {
    texts: groups.map(groupText),
    pairs: pairs.map((pair) => pair.map(({ id }) => id)),
  };
}

describe('--compare', () => {
  test('takes two estimators, by name or in full', () => {
    const pairs = [
      ['high/ars+-c3', 'high/ars-c3'],
      ['low/ars+-c3', 'low/ars-c3'],
    ];
    for (const text of ['ars+,ars', 'estimator=ars+,estimator=ars', 'estimator=ars+,ars']) {
      const found = compared(text);
      expect(found.texts).toEqual(['estimator=ars+', 'estimator=ars']);
      expect(found.pairs.toSorted()).toEqual(pairs);
    }
  });

  test('takes two values of a setting, for each estimator', () => {
    // The learning rates come with layers of their own: nothing is compared that differs in these, too.
    expect(compared('encoderLearningRate=1e-4,3e-4').pairs).toEqual([]);
    const both = 'encoder-lr=1e-4 encoderHidden=[8, 4],encoder-lr=0.0003 encoderHidden=[16]';
    const found = compared(both);
    expect(found.texts).toEqual([
      'optimiser.encoderLearningRate=0.0001 model.encoderHidden=[8,4]',
      'optimiser.encoderLearningRate=0.0003 model.encoderHidden=[16]',
    ]);
    expect(found.pairs).toEqual([
      ['low/ars-c3', 'high/ars-c3'],
      ['low/ars+-c3', 'high/ars+-c3'],
    ]);
  });

  test('takes groups that differ in several settings', () => {
    const { pairs } = compared(
      'estimator=ars+ folder=low encoder-lr=1e-4 encoderHidden=[8,4],' +
        'estimator=ars folder=high encoder-lr=3e-4 encoderHidden=[16]',
    );
    expect(pairs).toEqual([['low/ars+-c3', 'high/ars-c3']]);
  });

  test('says a group in few words', () => {
    const [one] = groupsOf('--compare', 'estimator=ars encoder-lr=1e-4,ars+', seeds());
    expect(groupLabel(one)).toBe('ars, encoderLearningRate = 0.0001');
  });

  test.each([
    ['ars', /takes two groups of runs, such as ars\+,ars or .*; found "ars"\.$/],
    ['ars,ars', /takes two groups of runs/],
    ['ars,ars+,ars', /takes two groups of runs/],
    ['ars,arss', /^--compare takes ars, ars\+; found "arss"\. Did you mean "ars"\?$/],
    ['ars,', /found ""/],
    [
      'encoder-lr=1,1e-4',
      /no run has optimiser\.encoderLearningRate=1\. The runs have 0\.0001, 0\.0003\.$/,
    ],
    ['rate=1,2', /^--compare takes settings of the runs; found "rate"\./],
  ])('refuses "%s"', (text, message) => {
    expect(() => groupsOf('--compare', text, seeds())).toThrow(UsageError);
    expect(() => groupsOf('--compare', text, seeds())).toThrow(message);
  });
});
