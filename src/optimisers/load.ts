import type { Optimiser } from './contract.ts';
import { optimisers } from './table.ts';
import type { OptimiserName } from './table.ts';

/** A row's name and, beside it, the row's settings. */
export interface OptimiserChoice {
  readonly name: OptimiserName;
  readonly [setting: string]: unknown;
}

/** The optimiser of this name with these settings. */
export async function loadOptimiser(settings: OptimiserChoice): Promise<Optimiser> {
  // TypeScript does not see that the settings are those of the row that their name chose.
  const create = (await optimisers[settings.name].load()) as (settings: unknown) => Optimiser;
  return create(settings);
}
