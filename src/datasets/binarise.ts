import type { RandomStream } from '../core/random.ts';
import type { ImageSet } from './images.ts';
import { pixelsPerImage, whiteOf } from './images.ts';

/**
 * Draws binary images: a pixel is 1 with the probability that its grey level stands for.
 *
 * Black and white pixels, four fifths of MNIST, need no random number and consume none; so binary images
 * are passed on as they are.
 *
 * @param indices - the images to take.
 * @param drawn - where to write, `indices.length` × pixels; a new array when left out.
 * @returns `indices.length` × pixels zeros and ones.
 */
export function binarise(
  images: ImageSet,
  indices: Uint32Array,
  stream: RandomStream,
  drawn = new Float32Array(indices.length * pixelsPerImage(images)),
): Float32Array<ArrayBuffer> {
  const size = pixelsPerImage(images);
  const white = whiteOf(images);
  const { pixels } = images;
  let at = 0;
  for (const index of indices) {
    const start = index * size;
    for (let pixel = start; pixel < start + size; pixel += 1) {
      const grey = pixels[pixel] as number;
      // Without branches for what cannot be predicted: whether the draw is below the grey level.
      drawn[at] = grey === 0 ? 0 : grey === white ? 1 : Number(stream.uniform() * white < grey);
      at += 1;
    }
  }
  return drawn;
}

/** Draws every image of a set once. The result is binary; a set that is so already is passed on. */
export function binariseOnce(images: ImageSet, stream: RandomStream): ImageSet {
  if (images.binary) return images;
  const all = Uint32Array.from({ length: images.count }, (_, index) => index);
  const drawn = binarise(images, all, stream);
  // A loop: Uint8Array.from takes two seconds for the eight million pixels of MNIST's test images.
  const pixels = new Uint8Array(drawn.length);
  for (let pixel = 0; pixel < pixels.length; pixel += 1) pixels[pixel] = 255 * (drawn[pixel] ?? 0);
  return { ...images, pixels, binary: true };
}
