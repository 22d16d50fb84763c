import type { z } from 'zod';
import { count, decay, layerWidths, positive, rate, toggle } from '../core/fields.ts';

/** Fields of estimators' own settings: those of the configuration, with a default and a description. */
const field =
  <Schema extends z.ZodType>(schema: () => Schema) =>
  (start: z.output<Schema> & z.core.util.NoUndefined<z.output<Schema>>, description: string) =>
    schema().default(start).describe(description);

export const positiveField = field(positive);
export const nonNegativeField = field(rate);
export const toggleField = field(toggle);
export const widthsField = field(layerWidths);

/** A whole number of at least 1. */
export const countField = field(count);

/** β of a running mean. */
export const decayField = (start: number) =>
  decay()
    .default(start)
    .describe('Decay of the running mean; about the last 1 / (1 − decay) steps count.');
