import { backend_util } from '@tensorflow/tfjs';
import { UntraceableError } from '../errors.ts';
import { input, int32s, reshape, scalar, slice, transpose } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';

/** Mirrors at the border, without (`reflect`) or with the outermost element. */
const mirrorPad: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const paddings = attributes.paddings as [number, number][];
  const offset = attributes.mode === 'reflect' ? 0 : 1;
  return paddings.reduce((value, [before, after], axis) => {
    const length = x.shape[axis] ?? 0;
    if (before === 0 && after === 0) return value;
    const positions = Array.from({ length: before + length + after }, (_, at) => {
      const position = at - before;
      if (position < 0) return -position - offset;
      return position < length ? position : 2 * (length - 1) - position + offset;
    });
    return builder.node('Gather', [value, int32s(builder, positions)], { axis: { int: axis } });
  }, x);
};

/** Moves blocks of the axes after the first into the first one, and back. */
const spaceToBatch: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const { blockShape, paddings } = attributes as {
    blockShape: number[];
    paddings: [number, number][];
  };
  const block = blockShape.reduce((product, length) => product * length, 1);
  const complete = x.shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
  const pads = [0, 1].flatMap((side) => complete.map((each) => each[side] ?? 0));
  const zero = scalar(builder, 0, x.dtype);
  const padded = builder.node('Pad', [x, builder.int64s(pads), zero]);
  const parts = backend_util.getReshaped([...padded.shape], blockShape, block, false);
  const perm = backend_util.getPermuted(parts.length, blockShape.length, false);
  const shape = backend_util.getReshapedPermuted([...padded.shape], blockShape, block, false);
  return reshape(builder, transpose(builder, reshape(builder, padded, parts), perm), shape);
};

const batchToSpace: Lowering = (context) => {
  const { builder, attributes } = context;
  const x = input(context, 'x');
  const { blockShape, crops } = attributes as { blockShape: number[]; crops: number[][] };
  const block = blockShape.reduce((product, length) => product * length, 1);
  const parts = backend_util.getReshaped([...x.shape], blockShape, block);
  const perm = backend_util.getPermuted(parts.length, blockShape.length);
  const shape = backend_util.getReshapedPermuted([...x.shape], blockShape, block);
  const begin = backend_util.getSliceBeginCoords(crops, blockShape.length);
  const size = backend_util.getSliceSize(shape, crops, blockShape.length);
  const whole = reshape(builder, transpose(builder, reshape(builder, x, parts), perm), shape);
  return slice(builder, whole, begin, size);
};

const depthToSpace: Lowering = (context) => {
  const { builder, attributes } = context;
  const [batch = 0, height = 0, width = 0, depth = 0] = input(context, 'x').shape;
  const size = Number(attributes.blockSize);
  if (attributes.dataFormat !== 'NHWC') throw new UntraceableError('DepthToSpace with NCHW');
  const rest = depth / (size * size);
  const parts = reshape(builder, input(context, 'x'), [batch, height, width, size, size, rest]);
  const turned = transpose(builder, parts, [0, 1, 3, 2, 4, 5]);
  return reshape(builder, turned, [batch, height * size, width * size, rest]);
};

/** Kernels that move blocks of images between axes, or mirror their borders. */
export const blocks = {
  BatchToSpaceND: batchToSpace,
  DepthToSpace: depthToSpace,
  MirrorPad: mirrorPad,
  SpaceToBatchND: spaceToBatch,
} as const satisfies Record<string, Lowering>;
