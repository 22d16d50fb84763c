import { beforeAll, describe, expect, test } from 'vitest';
import { sheetOf } from '../../src/cli/commands/samples/sheet.ts';
import { mapNamed } from '../../src/core/named.ts';
import { drawnShape } from '../../src/datasets/images.ts';
import { renderPng } from '../../src/figures/plot/render.ts';
import { sheetSvg } from '../../src/figures/plot/sheet.ts';
import { FrozenModel } from '../../src/training/frozen-model.ts';
import { modelPictures } from '../../src/training/model-pictures.ts';
import type { ModelPictures } from '../../src/training/model-pictures.ts';
import { backendFor } from '../support/backends.ts';
import { greyOf } from '../support/figures/pixels.ts';
import { expectReference } from '../support/figures/reference-file.ts';
import { ReferenceVae } from '../support/training/reference-vae.ts';
import {
  inFloat64,
  tinyImages,
  tinyMean,
  tinyModel,
  tinyParameters,
  tinyShape,
} from '../support/training/tiny-model.ts';

const parameters = tinyParameters(1);
const images = tinyImages(5, 5);
const size = { rows: 2, columns: 3 };
const reference = new ReferenceVae(tinyShape, tinyMean);
let frozen: FrozenModel;

const draw = (seed: number): Promise<ModelPictures> =>
  modelPictures(frozen, {
    images: Float32Array.from(images.flat()),
    ...{ seed, variable: 1, categories: [0, 1, 2] },
  });

/** σ of what log p(x | z) gains when a pixel is set: all other factors cancel. */
function meanImage(z: readonly number[]): number[] {
  const black = tinyMean.map(() => 0);
  const logJoint = (image: number[]) => reference.logJoint(inFloat64(parameters), image, z);
  return black.map((_, d) => 1 / (1 + Math.exp(logJoint(black) - logJoint(black.with(d, 1)))));
}

function expectImage(found: Float32Array | undefined, z: readonly number[]): void {
  meanImage(z).forEach((p, d) => {
    expect(found?.[d]).toBeCloseTo(p, 5);
  });
}

/** The most probable z of an image. */
const bestOf = (image: readonly number[]): number[] =>
  reference.logPosterior(inFloat64(parameters), image).map((row) => row.indexOf(Math.max(...row)));

beforeAll(async () => {
  const values = mapNamed(parameters, (parameter) => parameter.values);
  frozen = new FrozenModel(await backendFor('cpu'), tinyModel, values, Float32Array.from(tinyMean));
});

describe('pictures of a model', () => {
  test('are means of p(x | z) by float64: at the most probable z, and with each category', async () => {
    const pictures = await draw(7);
    images.forEach((image, at) => {
      const best = bestOf(image);
      expect([...pictures.images[at]!]).toEqual(image);
      expectImage(pictures.mostProbable[at], best);
      expect(pictures.modes[at]).toBe(best[1]);
      pictures.categories.forEach((row, category) => {
        expectImage(row[at], best.with(1, category));
      });
    });
  });

  test('are at samples of posterior and prior, as often as their probabilities say', async () => {
    const wide = Float32Array.from(Array.from({ length: 1500 }, () => images[0]!).flat());
    const options = { images: wide, seed: 3, variable: 0, categories: [0] };
    const { sampled, prior } = await modelPictures(frozen, options);
    const configurations = reference.configurations();
    const means = configurations.map(meanImage);
    const shares = (rows: readonly (readonly Float32Array[])[]) => {
      const counts = configurations.map(() => 0);
      for (const image of rows.flat()) {
        const distances = means.map((mean) =>
          mean.reduce((sum, p, d) => sum + Math.abs(p - image[d]!), 0),
        );
        counts[distances.indexOf(Math.min(...distances))]! += 1;
      }
      return counts.map((count) => count / rows.flat().length);
    };
    const posterior = reference.logPosterior(inFloat64(parameters), images[0]!);
    const uniform = inFloat64(parameters)['prior/logits']!;
    const priorRow = (v: number) => {
      const weights = [...uniform.slice(3 * v, 3 * v + 3)].map(Math.exp);
      return weights.map((weight) => weight / weights.reduce((sum, one) => sum + one, 0));
    };
    const [drawn, free] = [shares(sampled), shares(prior)];
    configurations.forEach(([first, second], at) => {
      // Five standard errors of a share in 3,000 draws, or more.
      const q = Math.exp(posterior[0]![first!]! + posterior[1]![second!]!);
      expect(Math.abs(drawn[at]! - q)).toBeLessThan(0.046);
      const p = priorRow(0)[first!]! * priorRow(1)[second!]!;
      expect(Math.abs(free[at]! - p)).toBeLessThan(0.046);
    });
  });

  test('are the same for the same seed, and others for another', async () => {
    const [one, same, other] = [await draw(1), await draw(1), await draw(2)];
    expect(one).toEqual(same);
    expect(one.prior).not.toEqual(other.prior);
    expect(one.mostProbable).toEqual(other.mostProbable);
  });
});

describe('a sheet of pictures', () => {
  const use = {
    ...{ entropy: 0.5, kl: 0.25, mutual_information: 0.2 },
    ...{ probabilities: [0.6, 0.399, 0.001], most_probable: [0.6, 0.4, 0], unused: [2] },
  };

  // `npx vitest run test/training/model-pictures.test.ts --update` renews it: look at it then.
  test('is the reference', async () => {
    const subject = { title: 'tiny, step 0', size, variable: 1, use, shown: [0, 1, 2] };
    const svg = sheetSvg(sheetOf(await draw(7), subject));
    expectReference(`${import.meta.dirname}/references/samples.png`, renderPng(svg, 1));
  });

  test('has the grey levels of its pictures, pixel by pixel', () => {
    const picture = [0, 0.2, 0.2, 1, 0.5, 0.7];
    const svg = sheetSvg({
      title: 't',
      size,
      blocks: [{ heading: 'h', rows: [{ label: 'l', pictures: [picture] }] }],
    });
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
    const greys = greyOf(renderPng(svg, 1), width!, height!);
    // 18 pixels of the sheet for each; the first picture begins at (176, 68).
    const found = picture.map((_, at) => {
      const [row, column] = [Math.floor(at / 3), at % 3];
      return greys[(68 + 18 * row + 9) * width! + 176 + 18 * column + 9];
    });
    expect(found).toEqual(picture.map((level) => Math.round(255 * level)));
  });

  test('draws lists of pixels as the rectangle that is the most like a square', () => {
    expect(drawnShape({ rows: 1, columns: 784 })).toEqual({ rows: 28, columns: 28 });
    expect(drawnShape({ rows: 1, columns: 12 })).toEqual({ rows: 3, columns: 4 });
    expect(drawnShape({ rows: 1, columns: 13 })).toEqual({ rows: 1, columns: 13 });
    expect(drawnShape({ rows: 2, columns: 8 })).toEqual({ rows: 2, columns: 8 });
  });
});
