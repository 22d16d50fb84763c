import { z } from 'zod';
import { wordsOf } from '../../../config/words.ts';
import { estimatorNames } from '../../../estimators/table.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { list, option, toggle } from '../../options/fields.ts';
import { settings } from '../../options/settings.ts';

/** Values of settings are texts here: they are validated as parts of configurations (request.ts). */
export const benchCommand = {
  name: 'bench',
  summary: 'time training steps beside the matrix products they are made of',
  options: z.object({
    estimator: option(
      '--estimator <name...>',
      'estimators (default: reinforce-loo, ars+, arsm+)',
      list().optional(),
      { suggestions: estimatorNames },
    ),
    categories: option('--categories <number...>', 'categories C (default: 10)', list().optional()),
    backend: option(
      '--backend <name...>',
      'what runs the tensors (default: auto)',
      list().optional(),
      { choices: wordsOf('backend.name') },
    ),
    threads: option(
      '--threads <number...>',
      'threads of the backend (default: 1, and 2 with more cores)',
      list().optional(),
    ),
    steps: option(
      '--steps <number>',
      'timed steps of each contender (default: 50)',
      z.string().optional(),
    ),
    bound: option('--bound', 'time the test bound, too', toggle()),
    testImages: option(
      '--test-images <number>',
      'test images of --bound (default: all)',
      z.string().optional(),
    ),
    processes: option(
      '--processes',
      'compare two processes of one thread side by side with one',
      toggle(),
    ),
    floor: option('--no-floor', 'leave the matrix products out', z.boolean().default(true)),
    json: option(
      '--json',
      'print JSON (docs/benchmarking.md); progress goes to standard error',
      toggle(),
    ),
    settings: settings([
      'samples',
      'variables',
      'batchSize',
      'evaluation.samples',
      'backend.gpu',
      'data.name',
      'data.directory',
      'plugins',
    ]),
  }),
  help: `Lists may be repeated, separated by spaces or by commas.

Examples:
  vae-bench bench
  vae-bench bench --estimator reinforce-loo,arsm+ --categories 2,10 --samples arsm --bound
  vae-bench bench --backend onnx wasm --threads 1 --steps 20 --json > bench.json`,
};

export type BenchOptions = OptionsOf<typeof benchCommand>;
