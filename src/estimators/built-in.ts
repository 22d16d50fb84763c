import type { Estimator } from './contract.ts';
import { estimatorRows } from './table.ts';
import type { EstimatorName, EstimatorRow } from './table.ts';

async function loaded([name, { title, load }]: [string, EstimatorRow]) {
  return [name, { ...(await load()), name, title }] as const;
}

const entries = await Promise.all(Object.entries<EstimatorRow>(estimatorRows).map(loaded));

/** Every estimator that comes with vae-bench, by name, in the order of the table. */
export const estimators = Object.fromEntries(entries) as Readonly<Record<EstimatorName, Estimator>>;
