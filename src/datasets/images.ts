/** Images, one after the other, row by row. */
export interface Images {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /**
   * `count` × `rows` × `columns` grey levels: bytes 0 … 255, or probabilities 0 … 1 as floats. Black is 0,
   * white the largest.
   */
  readonly pixels: Uint8Array | Float32Array;
}

/** The images of one part of a data set. */
export interface ImageSet extends Images {
  /** True when every pixel is black or white and that is what is trained on; otherwise they are drawn. */
  readonly binary: boolean;
}

/** Pixels of one image. */
export function pixelsPerImage({ rows, columns }: Pick<Images, 'rows' | 'columns'>): number {
  return rows * columns;
}

/** Rows and columns of an image that is a list of pixels: those of a square if it can be one, else one row. */
export function shapeOf(pixels: number): { rows: number; columns: number } {
  const side = Math.round(Math.sqrt(pixels));
  return side * side === pixels ? { rows: side, columns: side } : { rows: 1, columns: pixels };
}

/**
 * Rows and columns to draw an image with: its own, or of a list of pixels those of the rectangle that is the most
 * like a square.
 */
export function drawnShape({ rows, columns }: Pick<Images, 'rows' | 'columns'>) {
  if (rows !== 1) return { rows, columns };
  let most = Math.floor(Math.sqrt(columns));
  while (columns % most !== 0) most -= 1;
  return { rows: most, columns: columns / most };
}

/** The level of a white pixel. */
export function whiteOf({ pixels }: Pick<Images, 'pixels'>): number {
  return pixels instanceof Uint8Array ? 255 : 1;
}

/** The images `from` … `to` - 1, without copying them. */
export function sliceImages<T extends Images>(images: T, from: number, to: number): T {
  const size = pixelsPerImage(images);
  return { ...images, count: to - from, pixels: images.pixels.subarray(from * size, to * size) };
}

/** The mean of every pixel over the images, as a probability in [0, 1]. */
export function meanImage(images: Images): Float32Array {
  const size = pixelsPerImage(images);
  const white = whiteOf(images);
  const sums = new Float64Array(size);
  for (let start = 0; start < images.pixels.length; start += size) {
    for (let pixel = 0; pixel < size; pixel += 1) {
      sums[pixel] = (sums[pixel] ?? 0) + (images.pixels[start + pixel] ?? 0);
    }
  }
  return Float32Array.from(sums, (sum) => sum / (white * images.count));
}

/** The place of the first pixel that is neither black nor white; undefined when there is none. */
export function firstGrey(images: Images): number | undefined {
  const { pixels } = images;
  const white = whiteOf(images);
  // A loop: `findIndex` takes ten times as long, a second for MNIST.
  for (let at = 0; at < pixels.length; at += 1) {
    if (pixels[at] !== 0 && pixels[at] !== white) return at;
  }
  return undefined;
}

/**
 * Floats that are whole 255ths in float32, as bytes divided by 255 are, as these bytes: a quarter of the
 * memory, and the same draws as from the bytes themselves. Others stay what they are.
 */
export function withBytes<T extends Images>(images: T): T {
  const { pixels } = images;
  if (pixels instanceof Uint8Array) return images;
  const bytes = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 1) {
    const level = Math.round(255 * (pixels[at] ?? 0));
    if (Math.fround(level / 255) !== pixels[at]) return images;
    bytes[at] = level;
  }
  return { ...images, pixels: bytes };
}
