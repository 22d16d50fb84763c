/**
 * A name of a file that says these things: `reproduction-final-values-c-10`. Letters, digits and what names of
 * estimators hold stay; anything else separates words.
 */
export const fileName = (...parts: readonly string[]): string =>
  parts
    .map((part) => part.toLowerCase().replaceAll(/[^\p{L}\p{N}.+]+/gu, '-'))
    .map((part) => part.replaceAll(/^[-.]+|[-.]+$/g, ''))
    .filter((part) => part !== '')
    .join('-');
