import type { RandomStream } from '../core/random.ts';
import type { ImageSet } from './images.ts';
import { pixelsPerImage } from './images.ts';

/**
 * Draws binary images: a pixel is 1 with probability grey / 255.
 *
 * Black and white pixels, four fifths of MNIST, need no random number and consume none.
 *
 * @param indices - the images to take.
 * @param binary - where to write, `indices.length` × pixels; a new array when left out.
 * @returns `indices.length` × pixels zeros and ones.
 */
export function binarise(
  images: ImageSet,
  indices: Uint32Array,
  stream: RandomStream,
  binary = new Float32Array(indices.length * pixelsPerImage(images)),
): Float32Array<ArrayBuffer> {
  const size = pixelsPerImage(images);
  const { pixels } = images;
  let at = 0;
  for (const index of indices) {
    const start = index * size;
    for (let pixel = start; pixel < start + size; pixel += 1) {
      const grey = pixels[pixel] as number;
      // Without branches for what cannot be predicted: whether the draw is below the grey level.
      binary[at] = grey === 0 ? 0 : grey === 255 ? 1 : Number(stream.uniform() * 255 < grey);
      at += 1;
    }
  }
  return binary;
}

/**
 * Draws every image of a set once. The result is a set of black and white images, which `binarise`
 * passes on unchanged.
 */
export function binariseOnce(images: ImageSet, stream: RandomStream): ImageSet {
  const all = Uint32Array.from({ length: images.count }, (_, index) => index);
  const binary = binarise(images, all, stream);
  // A loop: Uint8Array.from takes two seconds for the eight million pixels of MNIST's test images.
  const pixels = new Uint8Array(binary.length);
  for (let pixel = 0; pixel < pixels.length; pixel += 1) pixels[pixel] = 255 * (binary[pixel] ?? 0);
  return { ...images, pixels };
}
