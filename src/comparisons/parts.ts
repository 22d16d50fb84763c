import type { Named } from '../core/named.ts';
import { sizeOf } from '../core/shapes.ts';
import type { Shape } from '../core/shapes.ts';

/** A run of components that is reported by itself: a layer of the encoder, all of it, or the logits. */
export interface Part {
  readonly name: string;
  readonly start: number;
  readonly length: number;
  /** What squares of this part are divided by: the images, where components are of single images. */
  readonly scale: number;
}

/** The part that stands for all of the encoder's parameters. */
const WHOLE = 'encoder';

/** The part of the gradient with respect to φ, of single images. */
const LOGITS = 'logits';

/** `encoder/0` of `encoder/0/weights`. */
const layerOf = (name: string): string => name.replace(/\/[^/]*$/, '');

/** How the components of a draw are laid out: the encoder's parameters one after the other, then φ. */
export interface Layout {
  readonly length: number;
  /** Disjoint, in the order of the components. */
  readonly layers: readonly Part[];
  /** What is reported: the whole, then the layers and the logits. */
  readonly parts: readonly Part[];
}

/**
 * @param encoder - shapes of the encoder's parameters, in the model's order.
 * @param logits - [B, V, C].
 */
export function layoutOf(encoder: Named<Shape>, logits: Shape): Layout {
  const layers: Part[] = [];
  let start = 0;
  for (const [name, shape] of Object.entries(encoder)) {
    const length = sizeOf(shape);
    const last = layers.at(-1);
    const layer = layerOf(name);
    if (last?.name === layer) {
      layers[layers.length - 1] = { ...last, length: last.length + length };
    } else {
      layers.push({ name: layer, start, length, scale: 1 });
    }
    start += length;
  }
  const whole: Part = { name: WHOLE, start: 0, length: start, scale: 1 };
  const ofLogits = { name: LOGITS, start, length: sizeOf(logits), scale: logits[0] ?? 1 };
  const disjoint = [...layers, ofLogits];
  return { length: start + ofLogits.length, layers: disjoint, parts: [whole, ...disjoint] };
}

/** Values of all parts from those of the disjoint ones: the whole is the sum of the encoder's layers. */
export function withWhole(values: readonly number[]): number[] {
  const ofEncoder = values.slice(0, -1);
  return [ofEncoder.reduce((sum, value) => sum + value, 0), ...values];
}
