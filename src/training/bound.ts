import type { Backend } from '../backends/backend.ts';
import { LogMeanExp } from '../core/statistics.ts';
import type { Model } from '../models/contract.ts';
import { logWeights } from '../models/log-weights.ts';
import { Evaluator } from './evaluation.ts';
import type { EvaluationOptions, SampleProgram } from './evaluation.ts';

/** log p(x, z) − log q(z | x), `log-weights` [S, B], in nats. */
const weights: SampleProgram<'log-weights'> = ({ model, parameters, images, logits, z }) => ({
  'log-weights': logWeights(model, parameters, images, logits, z),
});

/**
 * Measures the importance-weighted bound log (1/K) Σ_k p(x, z_k) / q(z_k | x), z_k ~ q, averaged over
 * images (Burda, Grosse, Salakhutdinov 2016), in nats. K is the number of samples; 1 gives the ELBO.
 */
export class ImportanceBound {
  readonly #evaluator: Evaluator<'log-weights'>;

  constructor(backend: Backend, model: Model, trainMean: Float32Array<ArrayBuffer>) {
    this.#evaluator = new Evaluator(backend, model, trainMean, weights);
  }

  async measure(options: EvaluationOptions): Promise<number> {
    const { bound } = await this.#evaluator.means(options, (outputs, batch) => {
      const bounds = Array.from({ length: batch }, () => new LogMeanExp());
      outputs['log-weights'].forEach((weight, at) => bounds[at % batch]?.add(weight));
      return { bound: bounds.reduce((sum, one) => sum + one.value(), 0) };
    });
    return bound;
  }
}
