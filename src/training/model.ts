import type { Config } from '../config/schema.ts';
import type { Dataset } from '../datasets/contract.ts';
import { pixelsPerImage } from '../datasets/images.ts';
import type { Model } from '../models/contract.ts';
import { loadModel } from '../models/load.ts';

/** The model of a configuration, for the images of a data set. */
export function modelOf(config: Config, { train }: Dataset): Promise<Model> {
  const { variables, categories, model } = config;
  return loadModel(model, { pixels: pixelsPerImage(train), variables, categories });
}
