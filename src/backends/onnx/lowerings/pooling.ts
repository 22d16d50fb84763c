import { constantArray } from '../data-types.ts';
import { input, reshape, scalar, through } from '../lowering.ts';
import type { Lowering } from '../lowering.ts';
import type { Attribute } from '../operators/operator.ts';
import { sizeOf } from '../shapes.ts';
import { channelsBack, channelsFirst, poolWindow } from './window.ts';
import type { Window } from './window.ts';

function poolAttributes({ strides, pads, lengths }: Window): Record<string, Attribute> {
  return { strides: { ints: strides }, pads: { ints: pads }, kernel_shape: { ints: lengths } };
}

const pool =
  (op: 'AveragePool' | 'MaxPool'): Lowering =>
  (context) => {
    const { builder, attributes } = context;
    const x = input(context, 'x');
    const window = poolWindow(x.shape, attributes);
    if (sizeOf(window.results) === 0) {
      const [batch = 0, channels = 0] = [x.shape[0], x.shape.at(-1)];
      return builder.constant(
        constantArray([], x.dtype),
        [batch, ...window.results, channels],
        x.dtype,
      );
    }
    return through(builder, 'float32', x, (value) => {
      const first = channelsFirst(builder, value, window);
      return channelsBack(builder, builder.node(op, [first], poolAttributes(window)), window);
    });
  };

/** Adds dy up at the positions of the maxima. */
const maxPoolGrad: Lowering = (context) => {
  const { builder, attributes } = context;
  const [dy, x] = [input(context, 'dy'), input(context, 'input')];
  const window = poolWindow(x.shape, attributes);
  const first = channelsFirst(builder, x, window);
  const positions = builder.node('MaxPoolIndices', [first], poolAttributes(window));
  const [size, count] = [sizeOf(x.shape), sizeOf(dy.shape)];
  const zeros = builder.node('Expand', [scalar(builder, 0), builder.int64s([size])]);
  const updates = reshape(builder, channelsFirst(builder, dy, window), [count]);
  const list = builder.node(
    'ScatterND',
    [zeros, reshape(builder, positions, [count, 1]), updates],
    { reduction: { string: 'add' } },
  );
  return channelsBack(builder, reshape(builder, list, first.shape), window);
};

/**
 * Spreads dy evenly over its window, by all of its elements: TensorFlow.js counts padding in the
 * gradient, though not in the average.
 */
const avgPoolGrad: Lowering = (context) => {
  const { builder, attributes } = context;
  const [dy, x] = [input(context, 'dy'), input(context, 'input')];
  const window = poolWindow(x.shape, attributes);
  const first = channelsFirst(builder, dy, window);
  const [, channels = 0] = first.shape;
  const share = scalar(builder, 1 / sizeOf(window.lengths));
  const shape = builder.int64s([channels, 1, ...window.lengths]);
  const weights = builder.node('Expand', [share, shape]);
  const spread = builder.node('ConvTranspose', [first, weights], {
    strides: { ints: window.strides },
    pads: { ints: window.pads },
    group: { int: channels },
    output_padding: { ints: window.uncovered },
  });
  return channelsBack(builder, spread, window);
};

/** Pools and their gradients. */
export const pooling = {
  AvgPool: pool('AveragePool'),
  AvgPool3D: pool('AveragePool'),
  AvgPool3DGrad: avgPoolGrad,
  AvgPoolGrad: avgPoolGrad,
  MaxPool: pool('MaxPool'),
  MaxPool3D: pool('MaxPool'),
  MaxPool3DGrad: maxPoolGrad,
  MaxPoolGrad: maxPoolGrad,
} as const satisfies Record<string, Lowering>;
