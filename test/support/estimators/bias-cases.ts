import { simultaneousThreshold } from '../../../src/core/statistics.ts';
import { estimators } from '../../../src/estimators/built-in.ts';
import type { Estimator, SettingValues } from '../../../src/estimators/contract.ts';
import type { Problem } from '../../../src/estimators/problem.ts';
import { settle } from '../../../src/estimators/settle.ts';
import { problems } from './problems.ts';

/** Probability that all cases pass when every estimator is unbiased. */
const CONFIDENCE = 0.999;

/** All estimators of the table. */
const estimatorList: readonly Estimator[] = Object.values(estimators);

/** An estimator as it is compared with enumeration. */
export interface BiasCase {
  readonly title: string;
  readonly estimator: Estimator;
  readonly samples?: number;
  readonly settings?: SettingValues;
  /** Problems of one size where it must be unbiased. */
  readonly problems: readonly Problem[];
}

/** More numbers of samples, and values of settings that change the formula. */
const variants: Readonly<
  Record<string, readonly Omit<BiasCase, 'title' | 'estimator' | 'problems'>[]>
> = {
  nvil: [{ samples: 3 }],
  muprop: [{ settings: { baseline: true } }],
  rebar: [
    { settings: { commonNoise: false } },
    { settings: { learnEta: false, learnTemperature: false, temperature: 0.1, eta: 0.7 } },
  ],
  relax: [{ settings: { commonNoise: false, learningRate: 0.05 } }],
  'disarm-sb': [
    { settings: { order: 'ascending' } },
    { settings: { order: 'descending' } },
    { settings: { order: 'abs' } },
    { samples: 4 },
  ],
  'disarm-tree': [{ samples: 4 }],
  'disarm-iw': [{ samples: 6 }],
  carms: [{ samples: 3 }, { samples: 5 }],
};

function casesOf(
  estimator: Estimator,
  variant: Omit<BiasCase, 'title' | 'estimator' | 'problems'>,
) {
  const { samples = estimator.leastSamples ?? 1, settings = {} } = variant;
  const bySize = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { categories, variables } = problem;
    const isDefined = (estimator.categories ?? categories) === categories;
    // Without the swaps' third category the published interval is the right one.
    const isUnbiased =
      estimator.unbiased || (estimator.name === 'ars+published' && categories === 2);
    const enough = estimator.name !== 'unordered' || samples <= categories ** variables;
    if (!isDefined || !isUnbiased || !enough) continue;
    const size = `C = ${categories}, V = ${variables}`;
    bySize.set(size, [...(bySize.get(size) ?? []), problem]);
  }
  const told = [
    ...(variant.samples === undefined ? [] : [`S = ${samples}`]),
    ...Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`),
  ];
  return [...bySize].map(([size, own]): BiasCase => {
    const title = [estimator.name, ...told, size].join(', ');
    return { title, estimator, ...variant, problems: own };
  });
}

/** Every estimator on every problem where it must be unbiased. */
export const biasCases: readonly BiasCase[] = estimatorList.flatMap((estimator) => {
  // Every variant must be one that the estimator takes.
  for (const { settings } of variants[estimator.name] ?? []) settle(estimator, settings);
  return [{}, ...(variants[estimator.name] ?? [])].flatMap((variant) =>
    casesOf(estimator, variant),
  );
});

const comparisons = biasCases
  .flatMap((each) => each.problems)
  .reduce((sum, { variables, categories }) => sum + variables * categories, 0);
/** What the largest deviation of all cases together stays below. */
export const threshold = simultaneousThreshold(CONFIDENCE, comparisons);
