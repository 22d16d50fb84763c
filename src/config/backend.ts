import { z } from 'zod';
import { backendNames, backends } from '../backends/table.ts';
import { count, group, oneOf } from '../core/fields.ts';

/** More than any machine runs at once; every one of them takes memory. */
const MAX_THREADS = 4096;

/** Which GPU; backends/gpu.ts says what it means. */
const gpuChoice = () => {
  const error = 'must be an index such as 1, or the beginning of a UUID such as "GPU-6a1f"';
  return z.union([count(0), z.string().regex(/^\S+$/, { error })], { error });
};

/** The settings of what computes. */
export const backend = group({
  name: oneOf(['auto', ...backendNames])
    .default('auto')
    .describe(
      'What runs the tensors; auto takes the first that works of ' +
        `${backendNames.map((name) => `${name} (${backends[name].summary})`).join(', ')}.`,
    )
    .meta({ flag: '--backend <name>', decidesNumbers: false, comparable: true, decidesCost: true }),
  threads: count(1, MAX_THREADS)
    .nullable()
    .default(null)
    .describe('Threads of the backend; null leaves the choice to it.')
    .meta({
      flag: '--threads <number>',
      decidesNumbers: false,
      comparable: true,
      decidesCost: true,
    }),
  gpu: gpuChoice()
    .nullable()
    .default(null)
    .describe(
      'GPU to compute on: its index, or for CUDA the beginning of its UUID (docs/gpus.md); null takes the one that the ' +
        'driver gives. It rules backends on the CPU out.',
    )
    .meta({ flag: '--gpu <which>', decidesNumbers: false, comparable: true }),
})
  .prefault({})
  .describe('Where the computation runs.');
