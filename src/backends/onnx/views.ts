import { util } from '@tensorflow/tfjs';
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import { UntraceableError } from './errors.ts';
import { sizeOf } from './shapes.ts';

/** A kernel whose result has the data of its input in another shape. */
interface View {
  readonly input: string;
  readonly shape: (x: TensorInfo, attributes: NamedAttrMap) => number[];
}

/** Kernels that leave the data alone: their results share it, as those of TensorFlow.js do. */
export const views = {
  ExpandDims: {
    input: 'input',
    shape: ({ shape }, { dim }) => {
      const axis = Number(dim) < 0 ? Number(dim) + shape.length + 1 : Number(dim);
      if (axis < 0 || axis > shape.length) {
        throw new UntraceableError(
          `ExpandDims with the axis ${Number(dim)} of [${shape.join(', ')}]`,
        );
      }
      return shape.toSpliced(axis, 0, 1);
    },
  },
  Identity: { input: 'x', shape: ({ shape }) => shape },
  Reshape: {
    input: 'x',
    shape: ({ shape }, attributes) =>
      util.inferFromImplicitShape(attributes.shape as number[], sizeOf(shape)),
  },
} as const satisfies Record<string, View>;
