import { get } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { CreateModel, Model, ModelSizes } from './contract.ts';
import { models } from './table.ts';

/** A row's name and, beside it, the row's settings. */
export interface ModelChoice {
  readonly name: string;
}

/**
 * The model of this name, with these settings and sizes.
 *
 * @param table - where the name is looked up.
 */
export async function loadModel(
  choice: ModelChoice,
  sizes: ModelSizes,
  table: Named<{ readonly load: () => Promise<CreateModel<never>> }> = models,
): Promise<Model> {
  // TypeScript does not see that the settings are those of the row that their name chose.
  const create = (await get(table, choice.name).load()) as CreateModel<unknown>;
  return create(sizes, choice);
}
