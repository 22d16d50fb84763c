/**
 * Colours of estimators in figures. Three are of Okabe and Ito's palette ("Color Universal Design", 2008),
 * the others were chosen to go with them: each has a contrast of at least 3 to white and to the report's
 * dark background, and all of them stay apart for readers with any colour vision
 * (test/figures/appearance.test.ts).
 */
export const palette = {
  blue: '#0072b2',
  vermillion: '#d55e00',
  green: '#009e73',
  violet: '#a080f0',
  grey: '#6e6e6e',
  brown: '#905840',
  pink: '#c878a0',
  magenta: '#c01090',
} as const;

/** The name of a colour of the palette. */
export type ColourName = keyof typeof palette;

/** What lines of one colour bear, to be told apart; figures/markers.ts draws them. */
export const markerNames = [
  'triangle',
  'diamond',
  'cross',
  'triangle down',
  'plus',
  'triangle right',
  'triangle left',
  'square',
] as const;

/** The name of a marker. */
export type MarkerName = (typeof markerNames)[number];
