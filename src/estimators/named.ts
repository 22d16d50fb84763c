import { ConfigError } from '../core/errors.ts';
import type { Named } from '../core/named.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Estimator } from './contract.ts';

/** @throws ConfigError for a name that the table does not have. */
export function estimatorNamed(name: string, table: Named<Estimator>): Estimator {
  const estimator = Object.hasOwn(table, name) ? table[name] : undefined;
  if (estimator !== undefined) return estimator;
  const names = Object.keys(table);
  const message = `is unknown.${didYouMean(name, names)} Known: ${names.join(', ')}`;
  throw new ConfigError([{ path: 'estimator', message: `${message}; found "${name}"` }]);
}
