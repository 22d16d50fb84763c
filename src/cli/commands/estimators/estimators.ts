import { resolve } from 'node:path';
import { EstimatorLimitError } from '../../../core/estimator-errors.ts';
import { textTable } from '../../../core/text.ts';
import type { CostDimensions, Estimator } from '../../../estimators/contract.ts';
import { biasOf, byFamily, costOf } from '../../../estimators/documents.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { settle } from '../../../estimators/settle.ts';
import { print } from '../../terminal/output.ts';
import type { EstimatorsOptions } from './command.ts';

/** An estimator and what it costs for some sizes, with as few samples as it takes. */
interface Listed {
  readonly estimator: Estimator;
  /** Evaluations of f per datapoint; null where it cannot handle the sizes. */
  readonly evaluations: number | null;
  readonly derivatives: number;
}

function costAt(
  estimator: Estimator,
  { categories, variables }: Omit<CostDimensions, 'samples'>,
): Listed {
  const settled = settle(estimator);
  const dimensions = { categories, variables, samples: estimator.leastSamples ?? 1 };
  const derivatives = settled.derivatives(dimensions);
  const isDefined = (estimator.categories ?? categories) === categories;
  if (!isDefined) return { estimator, evaluations: null, derivatives };
  try {
    return { estimator, evaluations: settled.evaluations(dimensions), derivatives };
  } catch (error) {
    if (!(error instanceof EstimatorLimitError)) throw error;
    return { estimator, evaluations: null, derivatives };
  }
}

/** Whether the options ask for an estimator. */
function isAskedFor(
  { estimator, evaluations, derivatives }: Listed,
  { unbiased, needsDerivatives, withoutDerivatives, maxEvaluations }: EstimatorsOptions,
): boolean {
  if (unbiased && !estimator.unbiased) return false;
  if (needsDerivatives && derivatives === 0) return false;
  if (withoutDerivatives && derivatives > 0) return false;
  return maxEvaluations === undefined || (evaluations !== null && evaluations <= maxEvaluations);
}

function toJson({ estimator, evaluations, derivatives }: Listed) {
  const { name, title, family, cost, unbiased, categories, reference, summary } = estimator;
  return {
    ...{ name, title, family: family ?? null, cost, unbiased },
    ...{ categories: categories ?? null, reference, summary, evaluations, derivatives },
  };
}

function toText(listed: readonly Listed[], { categories, variables }: EstimatorsOptions): string {
  if (listed.length === 0) return 'No estimator is like that.';
  const evaluationsOf = new Map(
    listed.map(({ estimator, evaluations }) => [estimator, evaluations]),
  );
  const heading = [
    'NAME',
    'EVALUATIONS',
    `C=${categories} V=${variables}`,
    'BIAS',
    'CATEGORIES',
    'REFERENCE',
  ];
  const rows = byFamily(listed.map(({ estimator }) => estimator)).flatMap(([family, members]) => [
    [`${family}:`],
    ...members.map((estimator) => [
      `  ${estimator.name}`,
      costOf(estimator),
      String(evaluationsOf.get(estimator) ?? '–'),
      biasOf(estimator),
      estimator.categories === undefined ? 'any' : String(estimator.categories),
      estimator.reference,
    ]),
  ]);
  return `${textTable([heading, ...rows])}

EVALUATIONS counts calls of f per datapoint: C categories, V variables, S samples. The next column has them
for these sizes, with as few samples as the estimator takes.`;
}

/** Prints the estimators that the options ask for, with cost, bias and reference. */
export async function estimators(options: EstimatorsOptions): Promise<void> {
  const table = await loadEstimators(options.plugin.map((file) => resolve(file)));
  const listed = Object.values(table)
    .map((estimator) => costAt(estimator, options))
    .filter((each) => isAskedFor(each, options));
  const text = options.json ? JSON.stringify(listed.map(toJson), null, 2) : toText(listed, options);
  await print(`${text}\n`);
}
