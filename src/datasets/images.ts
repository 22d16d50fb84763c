/** Grey-level images, one after the other, row by row, 0 … 255. */
export interface ImageSet {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** `count` × `rows` × `columns` grey levels. */
  readonly pixels: Uint8Array;
}

/** Pixels of one image. */
export function pixelsPerImage({ rows, columns }: Pick<ImageSet, 'rows' | 'columns'>): number {
  return rows * columns;
}

/** The images `from` … `to` - 1, without copying them. */
export function sliceImages(images: ImageSet, from: number, to: number): ImageSet {
  const size = pixelsPerImage(images);
  return { ...images, count: to - from, pixels: images.pixels.subarray(from * size, to * size) };
}

/** The mean of every pixel over the images, as a probability in [0, 1]. */
export function meanImage(images: ImageSet): Float32Array {
  const size = pixelsPerImage(images);
  const sums = new Float64Array(size);
  for (let start = 0; start < images.pixels.length; start += size) {
    for (let pixel = 0; pixel < size; pixel += 1) {
      sums[pixel] = (sums[pixel] ?? 0) + (images.pixels[start + pixel] ?? 0);
    }
  }
  return Float32Array.from(sums, (sum) => sum / (255 * images.count));
}
