import { Resvg } from '@resvg/resvg-js';

/** The grey values of an image's pixels, from black, 0, to white, 255, row by row. */
export function greyOf(png: Uint8Array, width: number, height: number): Uint8Array {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const size = `width="${width}" height="${height}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="${source}"/></svg>`;
  const { pixels } = new Resvg(svg).render();
  return Uint8Array.from({ length: width * height }, (_, at) =>
    Math.round((pixels[4 * at]! + pixels[4 * at + 1]! + pixels[4 * at + 2]!) / 3),
  );
}
