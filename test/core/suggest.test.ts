import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../src/core/suggest.ts';

const known = ['encoderHidden', 'decoderHidden', 'leakySlope', 'categories', 'samples', 'steps'];

describe('didYouMean', () => {
  test.each([
    ['step', 'steps'],
    ['smaples', 'samples'],
    ['STEPS', 'steps'],
    ['sample', 'samples'],
    ['catgories', 'categories'],
    ['encoder_hidden', 'encoderHidden'],
    ['leakyslop', 'leakySlope'],
  ])('takes %s for %s', (word, meant) => {
    expect(didYouMean(word, known)).toBe(` Did you mean "${meant}"?`);
  });

  test('prefers letters that changed places to letters that are wrong', () => {
    expect(didYouMean('asr+', ['arm', 'ars', 'ars+'])).toBe(' Did you mean "ars+"?');
    expect(didYouMean('mpl', ['mlp'])).toBe(' Did you mean "mlp"?');
  });

  test('finds every known word again after one letter was lost, doubled or replaced', () => {
    const edits = fc
      .tuple(fc.constantFrom(...known), fc.nat(), fc.constantFrom('', 'q', 'qq'))
      .map(([word, position, replacement]) => {
        const at = position % word.length;
        return { word, typo: word.slice(0, at) + replacement + word.slice(at + 1) };
      });
    fc.assert(
      fc.property(edits, ({ word, typo }) => {
        // Five letters leave room for one edit only: "qq" for a letter of "steps" is two.
        fc.pre(typo.length <= word.length || word.length > 5);
        expect(didYouMean(typo, known)).toBe(` Did you mean "${word}"?`);
      }),
      { seed: 1 },
    );
  });

  test.each(['zebra', 'x', '', 'learning', '__proto__', 'constructor', 'stochastic'])(
    'has nothing to say about "%s"',
    (word) => {
      expect(didYouMean(word, known)).toBe('');
    },
  );

  test('has nothing to say when nothing is known', () => {
    expect(didYouMean('steps', [])).toBe('');
  });
});
