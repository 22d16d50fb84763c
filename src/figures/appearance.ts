/** How an estimator is shown. */
export interface Appearance {
  readonly title: string;
  /** Colour of its lines; estimators that differ only in their number of samples share one. */
  readonly colour: string;
}

/**
 * Three of Okabe and Ito's palette ("Color Universal Design", 2008), and others chosen to go with them:
 * each has a contrast of at least 3 to white and to the report's dark background, and all of them stay
 * apart for readers with any colour vision (test/figures/appearance.test.ts).
 */
const colours = {
  blue: '#0072b2',
  vermillion: '#d55e00',
  green: '#009e73',
  violet: '#a080f0',
  grey: '#6e6e6e',
  brown: '#905840',
  pink: '#c878a0',
  magenta: '#c01090',
} as const;

/**
 * The estimators of vae-bench by name. Titles are those of the estimators' table, repeated here because
 * that table needs TensorFlow.js, and reading results does not; a test compares them.
 */
export const appearances: Readonly<Record<string, Appearance>> = {
  exact: { title: 'Exact', colour: colours.pink },
  reinforce: { title: 'REINFORCE', colour: colours.grey },
  'reinforce+baseline': { title: 'REINFORCE with baseline', colour: colours.brown },
  'reinforce-loo': { title: 'REINFORCE LOO', colour: colours.blue },
  arm: { title: 'ARM', colour: colours.violet },
  disarm: { title: 'DisARM', colour: colours.grey },
  ars: { title: 'ARS', colour: colours.vermillion },
  'ars+': { title: 'ARS+', colour: colours.green },
  'ars+published': { title: 'ARS+ (as published)', colour: colours.brown },
  arsm: { title: 'ARSM', colour: colours.vermillion },
  'arsm+': { title: 'ARSM+', colour: colours.green },
};

/** Colours of estimators that users bring along, in the order of their names. */
const further = [colours.magenta, colours.pink, colours.violet, colours.brown, colours.grey];

/**
 * How each of these estimators is shown: the known ones alike in every figure, others by the place of
 * their name among those that are unknown.
 */
export function appearanceOf(estimator: string, all: readonly string[]): Appearance {
  const known = appearances[estimator];
  if (known !== undefined) return known;
  const unknown = [...new Set(all)].filter((name) => !(name in appearances)).toSorted();
  const colour = further[unknown.indexOf(estimator) % further.length] ?? colours.grey;
  return { title: estimator, colour };
}

/** Estimators that always evaluate f C(C−1)/2 + 1 times, even where that is C: at C = 2. */
const merged = new Set(['arsm', 'arsm+']);

/** Whether an estimate costs C(C−1)/2 + 1 evaluations of f rather than C: such lines are dashed. */
export function isMerged(estimator: string, categories: number, evaluations: number): boolean {
  const cost = (categories * (categories - 1)) / 2 + 1;
  return merged.has(estimator) || (evaluations === cost && cost !== categories);
}
