import { resolve } from 'node:path';
import { textTable } from '../../../core/text.ts';
import type { Estimator } from '../../../estimators/contract.ts';
import { biasOf } from '../../../estimators/documents.ts';
import { loadEstimators } from '../../../estimators/plugins.ts';
import { print } from '../../terminal/output.ts';
import type { EstimatorsOptions } from './command.ts';

function toJson({ name, title, cost, unbiased, categories, reference, summary }: Estimator) {
  return { name, title, cost, unbiased, categories: categories ?? null, reference, summary };
}

/** Prints every estimator with its cost, bias and reference. */
export async function estimators({ plugin, json }: EstimatorsOptions): Promise<void> {
  const table = await loadEstimators(plugin.map((file) => resolve(file)));
  const list = Object.values(table);
  const text = json
    ? JSON.stringify(list.map(toJson), null, 2)
    : `${textTable([
        ['NAME', 'EVALUATIONS', 'BIAS', 'CATEGORIES', 'REFERENCE'],
        ...list.map((estimator) => [
          estimator.name,
          estimator.cost,
          biasOf(estimator),
          estimator.categories === undefined ? 'any' : String(estimator.categories),
          estimator.reference,
        ]),
      ])}\n\nEVALUATIONS counts calls of f per datapoint: C categories, V variables, S samples.`;
  await print(`${text}\n`);
}
