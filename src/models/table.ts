import type { z } from 'zod';
import { layerWidths, rate } from '../core/fields.ts';
import type { CreateModel } from './contract.ts';

type Shape = z.core.$ZodLooseShape;

/** A model before its code, and with it TensorFlow.js, is loaded. */
export interface ModelRow<Settings extends Shape = Shape> {
  /** One line: what distinguishes it. */
  readonly summary: string;
  /** Its own settings, each with a default and a description. */
  readonly settings: Settings;
  readonly load: () => Promise<CreateModel<z.output<z.ZodObject<Settings>>>>;
}

/** Has TypeScript compare a row's settings with what its code takes. */
export const modelRow = <Settings extends Shape>(row: ModelRow<Settings>): ModelRow<Settings> =>
  row;

/** Every model by name. The configuration, its documentation and the contract tests derive from this table. */
export const models = {
  mlp: modelRow({
    summary: 'multilayer perceptrons; without hidden layers both networks are linear',
    settings: {
      encoderHidden: layerWidths()
        .default([512, 256])
        .describe('Widths of the encoder’s hidden layers, input side first; [] makes it linear.')
        .meta({ decidesCost: true }),
      decoderHidden: layerWidths()
        .default([256, 512])
        .describe('Widths of the decoder’s hidden layers, latent side first; [] makes it linear.')
        .meta({ decidesCost: true }),
      leakySlope: rate()
        .default(0.2)
        .describe('Slope of LeakyReLU for negative inputs.')
        .meta({ decidesCost: true }),
    },
    load: async () => (await import('./mlp.ts')).mlp,
  }),
} as const;
