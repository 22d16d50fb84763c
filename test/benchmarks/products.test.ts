import { describe, expect, test } from 'vitest';
import {
  boundProducts,
  flopsOf,
  productName,
  shapesOf,
  stepProducts,
} from '../../src/benchmarks/products.ts';
import { mlp } from '../../src/models/mlp.ts';
import type { MatrixProduct } from '../../src/models/products.ts';
import { configSchema } from '../../src/config/schema.ts';
import { resolveRun } from '../../src/training/resolved-run.ts';
import { Trainer } from '../../src/training/trainer.ts';
import { backendFor } from '../support/backends.ts';
import { spyOnMatMul } from '../support/training/matmul-spy.ts';
import { tinyDataset } from '../support/training/tiny-model.ts';

/** The paper's. */
const sizes = { pixels: 784, variables: 20, categories: 10 };
const settings = { encoderHidden: [512, 256], decoderHidden: [256, 512], leakySlope: 0.2 };
const paper = mlp(sizes, settings);

function totalOf(products: readonly MatrixProduct[]): number {
  return products.reduce((sum, product) => sum + flopsOf(product), 0);
}

describe('the matrix products of a training step', () => {
  test('are these for a small model', () => {
    const small = mlp(
      { pixels: 6, variables: 2, categories: 3 },
      { ...settings, encoderHidden: [5, 4], decoderHidden: [3] },
    );
    expect(stepProducts(small, 7, { evaluations: 8, derivatives: 0 }).map(productName)).toEqual([
      // The encoder forward: 6 → 5 → 4 → 2·3.
      '[7, 6] × [6, 5]',
      '[7, 5] × [5, 4]',
      '[7, 4] × [4, 6]',
      // Its gradient: weights and, but for the images, inputs.
      '[7, 6]ᵀ × [7, 5]',
      '[7, 5]ᵀ × [7, 4]',
      '[7, 4] × [5, 4]ᵀ',
      '[7, 4]ᵀ × [7, 6]',
      '[7, 6] × [4, 6]ᵀ',
      // The decoder, 6 → 3 → 6, for 8 evaluations of f for each of 7 images.
      '[56, 6] × [6, 3]',
      '[56, 3] × [3, 6]',
      // The decoder for the posterior sample, and its gradient: z needs none.
      '[7, 6] × [6, 3]',
      '[7, 3] × [3, 6]',
      '[7, 6]ᵀ × [7, 3]',
      '[7, 3]ᵀ × [7, 6]',
      '[7, 6] × [3, 6]ᵀ',
    ]);
  });

  test('are 3.55 GFLOP for the paper’s model and ten evaluations', () => {
    const layers = 784 * 512 + 512 * 256 + 256 * 200;
    const decoderLayers = 200 * 256 + 256 * 512 + 512 * 784;
    const encoderMacs = 200 * (layers + layers + 512 * 256 + 256 * 200);
    const evaluationMacs = 10 * 200 * decoderLayers;
    const posteriorMacs = 200 * (decoderLayers + decoderLayers + 256 * 512 + 512 * 784);
    const expected = 2 * (encoderMacs + evaluationMacs + posteriorMacs);
    expect(expected).toBe(3_554_508_800);
    expect(totalOf(stepProducts(paper, 200, { evaluations: 10, derivatives: 0 }))).toBe(expected);
  });

  test.each([
    ['reinforce-loo', 4],
    ['ars+', 3],
    ['straight-through', 3],
  ])('are what a step of %s computes', async (estimator, categories) => {
    const config = configSchema.parse({
      ...{ estimator, categories, variables: 2, batchSize: 5 },
      model: { encoderHidden: [7, 4], decoderHidden: [3, 8] },
    });
    const dataset = tinyDataset(10, 2);
    const run = await resolveRun({ config, seed: 1, dataset });
    const { chosen, model } = run;
    const trainer = new Trainer(run, await backendFor('cpu'));
    const computed = spyOnMatMul();
    await trainer.step(1);
    trainer.dispose();
    const needed = stepProducts(model, 5, chosen);
    // An eager backend runs the encoder twice: once for the logits, once for their gradient.
    const again = needed.slice(0, model.encoderProducts(5).forward.length);
    const names = (products: readonly MatrixProduct[]) => products.map(productName).sort();
    // Repeating an entry per category, a product with zeros and ones, is none of the model's.
    const isRepeat = ({ inner, columns }: MatrixProduct) =>
      inner === 2 && columns === 2 * categories;
    expect(names(computed.filter((product) => !isRepeat(product)))).toEqual(
      names([...needed, ...again]),
    );
  });
});

test('the bound runs the encoder once per image and the decoder once per sample', () => {
  const model = mlp(sizes, { ...settings, encoderHidden: [5], decoderHidden: [] });
  expect(boundProducts(model, 30, 100).map(productName)).toEqual([
    '[30, 784] × [784, 5]',
    '[30, 5] × [5, 200]',
    '[3000, 200] × [200, 784]',
  ]);
});

describe('the shapes in which a product is measured', () => {
  const product = { rows: 2000, inner: 512, columns: 784, transposeA: false, transposeB: false };
  const rows = (of: MatrixProduct, chunk: number) => shapesOf(of, chunk).map((shape) => shape.rows);

  test('are the whole and chunks of one and two batches', () => {
    expect(rows(product, 200)).toEqual([2000, 400, 200]);
    expect(rows(product, 1000)).toEqual([2000, 1000]);
    expect(shapesOf({ ...product, rows: 200 }, 200)).toEqual([{ ...product, rows: 200 }]);
  });

  test('have at most ten thousand rows', () => {
    expect(rows({ ...product, rows: 1_000_000 }, 200)).toEqual([10_000, 400, 200]);
  });

  test('are the whole for a gradient of weights, which sums over the batch', () => {
    expect(rows({ ...product, transposeA: true }, 200)).toEqual([2000]);
  });
});
