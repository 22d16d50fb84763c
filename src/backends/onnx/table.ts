import type { Lowering } from './lowering.ts';
import { activation } from './lowerings/activations.ts';
import { binaryKernels } from './lowerings/binary.ts';
import { blocks } from './lowerings/blocks.ts';
import { convolution } from './lowerings/convolution.ts';
import { creation } from './lowerings/creation.ts';
import { dilation } from './lowerings/dilation.ts';
import { indexing } from './lowerings/indexing.ts';
import { layout } from './lowerings/layout.ts';
import { matrix } from './lowerings/matrix.ts';
import { normalisation } from './lowerings/normalisation.ts';
import { pooling } from './lowerings/pooling.ts';
import { reductions } from './lowerings/reductions.ts';
import { resizing } from './lowerings/resizing.ts';
import { unary } from './lowerings/unary.ts';

/** Every TensorFlow.js kernel that is recorded as operators, by name. */
export const lowerings = {
  ...activation,
  ...binaryKernels,
  ...blocks,
  ...convolution,
  ...creation,
  ...dilation,
  ...indexing,
  ...layout,
  ...matrix,
  ...normalisation,
  ...pooling,
  ...reductions,
  ...resizing,
  ...unary,
} as const satisfies Record<string, Lowering>;
