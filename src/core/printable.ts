/**
 * Characters that a terminal obeys (control characters), that hide or reorder what stands beside them
 * (formats, such as those of bidirectional text), that break lines where nobody looks for it, or that no XML
 * may hold (lone surrogates, noncharacters).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** `\u001b`, as in JSON: what is JSON stays the same JSON. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** A text that files or names of folders hold, so that it can stand within a line and do nothing. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, escaped);

/** The same of a text of several lines. */
export const printableLines = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (one) => (one === '\n' || one === '\t' ? one : escaped(one)));

/** Most texts are so, and are told from others in a fraction of the time. */
const PLAIN = /^[ -~]*$/;

function changed(value: unknown): unknown {
  if (typeof value === 'string') return PLAIN.test(value) ? value : printable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(changed);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one)]));
}

/** A value of JSON with printable texts. */
export const withPrintableTexts = <T>(value: T): T => changed(value) as T;
