import type { Lowering } from './lowering.ts';
import { creation } from './lowerings/creation.ts';
import { elementwise } from './lowerings/elementwise.ts';
import { layout } from './lowerings/layout.ts';
import { matrix } from './lowerings/matrix.ts';
import { reductions } from './lowerings/reductions.ts';

/** Every TensorFlow.js kernel that can be traced, by name. */
export const lowerings = {
  ...creation,
  ...elementwise,
  ...layout,
  ...matrix,
  ...reductions,
} as const satisfies Record<string, Lowering>;
