import type { CreateModel } from './contract.ts';
import type { MlpSettings } from './mlp.ts';

/** A model by name; light, so that what only lists names need not load TensorFlow.js. */
export interface ModelRow<Settings = never> {
  /** One line: what distinguishes it. */
  readonly summary: string;
  readonly load: () => Promise<CreateModel<Settings>>;
}

const row = <Settings>(of: ModelRow<Settings>): ModelRow<Settings> => of;

/** Every model that comes with vae-bench. */
export const models = {
  mlp: row<MlpSettings>({
    summary: 'fully connected layers with LeakyReLU between them; linear without hidden layers',
    load: async () => (await import('./mlp.ts')).mlp,
  }),
} as const;

/** The name of a model of the table. */
export type ModelName = keyof typeof models;
