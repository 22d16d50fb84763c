import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLines, withPrintableTexts } from '../../src/core/printable.ts';

test.each([
  ['plain text, ± 0.5 → “ΔELBO”, 日本 👩', 'plain text, ± 0.5 → “ΔELBO”, 日本 👩'],
  ['\u001b[31m', String.raw`\u001b[31m`],
  ['a\nb\tc', String.raw`a\u000ab\u0009c`],
  ['\u202Eabc\u2066', String.raw`\u202eabc\u2066`],
  ['\uD800', String.raw`\ud800`],
  ['\uFFFF\u{1FFFE}', String.raw`\uffff\ud83f\udffe`],
  ['\u{E0001}', String.raw`\udb40\udc01`],
])('%j becomes %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('a text of several lines keeps them', () => {
  expect(printableLines('a\n\tb\r\u0007')).toBe('a\n\tb\\u000d\\u0007');
});

test('JSON stays the same JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      expect(JSON.parse(printableLines(JSON.stringify(texts, null, 2)))).toEqual(texts);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('texts in a value are printable, and nothing else changes', () => {
  const value = { a: ['\u0007', 1, null, Infinity], b: { c: '\n', d: undefined } };
  expect(withPrintableTexts(value)).toEqual({
    ...{ a: [String.raw`\u0007`, 1, null, Infinity], b: { c: String.raw`\u000a`, d: undefined } },
  });
});
