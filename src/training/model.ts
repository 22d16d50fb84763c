import type { Config } from '../config/schema.ts';
import type { Dataset } from '../datasets/contract.ts';
import { pixelsPerImage } from '../datasets/images.ts';
import type { Model } from '../models/contract.ts';
import { models } from '../models/table.ts';

/** The model of a configuration, for the images of a data set. */
export async function modelOf(config: Config, { train }: Dataset): Promise<Model> {
  const { variables, categories, model } = config;
  const create = await models.mlp.load();
  return create({ pixels: pixelsPerImage(train), variables, categories }, model);
}
