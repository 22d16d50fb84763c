import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fragmentOf, viewOf } from '../../../src/figures/browser/fragment.ts';
import { unchosen } from '../../../src/figures/browser/state.ts';
import type { View } from '../../../src/figures/browser/state.ts';
import { smoothingNames } from '../../../src/figures/smooth.ts';
import { xAxisNames } from '../../../src/figures/x-axes.ts';
import { shownMetrics } from '../../../src/metrics/table.ts';

/** Titles and rows are called anything; lone surrogates become other characters in an address. */
const text = fc.string({ minLength: 1, unit: 'grapheme' });

const range = fc
  .tuple(fc.integer({ max: 1e6, min: -1e6 }), fc.integer({ min: 1, max: 1e6 }))
  .map(([low, width]) => [low, low + width] as const)
  .filter(([low, high]) => Number(low.toPrecision(7)) < Number(high.toPrecision(7)));

const view: fc.Arbitrary<View> = fc.record({
  axis: fc.constantFrom(...xAxisNames),
  smoothing: fc.constantFrom(null, ...smoothingNames),
  metric: fc.constantFrom(null, ...shownMetrics),
  isCommonScale: fc.boolean(),
  hidden: fc.array(text).map((titles) => new Set(titles)),
  pair: fc.option(fc.tuple(text, text)),
  zoom: fc.array(fc.tuple(text, range)).map((zoomed) => new Map(zoomed)),
});

describe('the fragment of an address', () => {
  test('gives back what was chosen, whatever things are called', () => {
    fc.assert(
      fc.property(view, (chosen) => {
        const fragment = fragmentOf(chosen);
        const restored = viewOf(`#${fragment}`);
        if (fragment === '') expect(restored).toBeUndefined();
        expect(restored ?? unchosen()).toEqual(chosen);
      }),
      { seed: 7 },
    );
  });

  test('is short and legible', () => {
    const chosen = {
      ...unchosen(),
      axis: 'evaluations' as const,
      hidden: new Set(['ARS+']),
      zoom: new Map([['C = 10', [1000, 3333.33333333] as const]]),
    };
    expect(fragmentOf(chosen)).toBe('x=evaluations&hide=ARS%2B&zoom=1000%2C3333.333%2CC+%3D+10');
    expect(fragmentOf(unchosen())).toBe('');
  });

  test('that says nothing of choices is none, such as the name of a section', () => {
    for (const fragment of ['', '#', '#runs', '#model-3', '#%', '#a=b', '#=', '#&&']) {
      expect(viewOf(fragment)).toBeUndefined();
    }
  });

  test('counts as not chosen where it makes no sense', () => {
    const garbage = [
      ...['x=hours', 'smooth=9', 'metric=constructor', 'scale=', 'scale=7', 'pair=alone', 'zoom='],
      ...['pair=a&pair=b&pair=c', 'zoom=1,2', 'zoom=2,1,C = 10', 'zoom=a,b,c', 'zoom=1,Infinity,C'],
      ...['zoom=%00', 'x=%E0%A4%A', 'metric=test_bound%00', 'zoom=1,1,C', 'smooth[]=light'],
    ];
    for (const fragment of garbage)
      expect(viewOf(`#${fragment}`) ?? unchosen()).toEqual(unchosen());
  });

  test('never breaks the page, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (fragment) => {
        const restored = viewOf(`#x=steps&${fragment}`);
        expect(xAxisNames).toContain(restored!.axis);
      }),
      { seed: 7 },
    );
  });
});
