import { UsageError } from '../../../core/errors.ts';
import type { CompareOptions } from './command.ts';

/**
 * The parts of the gradient that are shown.
 *
 * @param known - those that there are.
 * @throws UsageError for one that the gradient does not have.
 */
export function partsOf(
  { part: asked }: Pick<CompareOptions, 'part'>,
  known: readonly string[],
): readonly string[] {
  const unknown = asked.find((part) => part !== 'all' && !known.includes(part));
  if (unknown !== undefined) {
    throw new UsageError(`--part ${unknown} is none of ${[...known, 'all'].join(', ')}.`);
  }
  return asked.includes('all') ? known : asked;
}
