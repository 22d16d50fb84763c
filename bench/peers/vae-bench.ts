/** vae-bench as a contender: the whole step of its `Trainer` on the onnx backend. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema, loadDataset, selectBackend } from '../../dist/index.js';
import { fittingSteps } from '../../dist/training/pace.js';
import { resolveRun } from '../../dist/training/resolved-run.js';
import { Trainer } from '../../dist/training/trainer.js';
import { writeArrays } from './arrays.ts';
import { givenProblem, referenceAnswer } from './reference.ts';
import { fromArguments, serve } from './serve.ts';

const { estimator, threads, batch, variables, categories, samples } = fromArguments();
const config = configSchema.parse({
  ...{ estimator, samples, categories, variables, batchSize: batch },
  backend: { name: 'onnx', threads },
});
const { backend } = await selectBackend(config.backend);
const dataset = loadDataset(config.data);
const run = await resolveRun({ config, seed: 0, dataset });
let trainer: Trainer | undefined;
let stepsTaken = 0;
let secondsPerStep = Number.POSITIVE_INFINITY;

await serve({
  description: `vae-bench, ${backend.description}`,
  async steps(most) {
    trainer ??= new Trainer(run, backend);
    // In groups, as training takes them.
    const count = Math.min(most, fittingSteps(secondsPerStep));
    const start = performance.now();
    const elbos = await trainer.steps(stepsTaken + 1, count);
    secondsPerStep = (performance.now() - start) / 1000 / count;
    stepsTaken += count;
    return Array.from(elbos);
  },
  async check(problemFolder, answerFolder) {
    // The reference of all others: it states the problem, too.
    const problem = givenProblem(run);
    if (!existsSync(join(problemFolder, 'shapes.json'))) await writeArrays(problemFolder, problem);
    await writeArrays(answerFolder, await referenceAnswer(run, backend, problem));
  },
});
