import { describe, expect, test } from 'vitest';
import type { Backend, DeviceArray } from '../../src/backends/backend.ts';
import { ProductMeter } from '../../src/benchmarks/product-meter.ts';
import { flopsOf, productName } from '../../src/benchmarks/products.ts';
import type { MatrixProduct } from '../../src/models/products.ts';
import { StoppedError } from '../../src/core/stop-errors.ts';
import { mapNamed } from '../../src/core/named.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { spyOnMatMul } from '../support/training/matmul-spy.ts';

const plain = { transposeA: false, transposeB: false };
const products: readonly MatrixProduct[] = [
  { rows: 12, inner: 5, columns: 4, ...plain },
  { rows: 5, inner: 3, columns: 4, transposeA: true, transposeB: false },
  { rows: 3, inner: 4, columns: 5, transposeA: false, transposeB: true },
];
const never = new AbortController().signal;

/** The same backend; counts results that live and calls that were given arrays of the host. */
function counted(backend: Backend): { backend: Backend; live: Set<DeviceArray>; host: number } {
  const counts = { backend, live: new Set<DeviceArray>(), host: 0 };
  counts.backend = {
    name: backend.name,
    description: backend.description,
    compileLoop: backend.compileLoop.bind(backend),
    compile(program, inputShapes) {
      const compiled = backend.compile(program, inputShapes);
      return async (inputs) => {
        if (Object.values(inputs).some((input) => input instanceof Float32Array)) counts.host += 1;
        const outputs = await compiled(inputs);
        return mapNamed(outputs, (output) => {
          const dispose = output.dispose.bind(output);
          output.dispose = () => {
            counts.live.delete(output);
            dispose();
          };
          counts.live.add(output);
          return output;
        });
      };
    },
  };
  return counts;
}

describe.each(testedBackends)('measured products on %s', (name) => {
  test('have a positive rate, the best of their shapes', async () => {
    const meter = new ProductMeter(await backendFor(name), 3, never);
    await meter.add(products);
    for (let round = 0; round < 2; round += 1) await meter.round(products);
    const { speeds } = meter;
    expect(speeds.map(({ product }) => product)).toEqual([
      ...['[12, 5] × [5, 4]', '[6, 5] × [5, 4]', '[3, 5] × [5, 4]'],
      ...['[3, 5]ᵀ × [3, 4]', '[3, 4] × [5, 4]ᵀ'],
    ]);
    for (const { gigaflop, milliseconds, gigaflops_per_second: rate } of speeds) {
      expect(milliseconds.lower_quartile).toBeGreaterThan(0);
      expect(rate).toBeCloseTo((1000 * gigaflop) / milliseconds.median, 10);
    }
    expect(speeds[0]!.gigaflop).toBeCloseTo(flopsOf(products[0]!) / 1e9, 15);
    const [whole, twice, once] = speeds.map((speed) => speed.gigaflops_per_second);
    expect(meter.rateOf(products[0]!)).toBe(Math.max(whole!, twice!, once!));
    meter.dispose();
  });

  test('take their factors from the device and give everything back', async () => {
    const counts = counted(await backendFor(name));
    const meter = new ProductMeter(counts.backend, 3, never);
    await meter.add(products);
    const [uploads, factors] = [counts.host, counts.live.size];
    await meter.round(products);
    expect([counts.host, counts.live.size]).toEqual([uploads, factors]);
    expect(factors).toBeGreaterThan(0);
    meter.dispose();
    expect(counts.live.size).toBe(0);
  });
});

test('the programs compute the products that they are named after', async () => {
  const meter = new ProductMeter(await backendFor('cpu'), 100, never);
  await meter.add(products);
  const computed = spyOnMatMul();
  await meter.round(products);
  expect(new Set(computed.map(productName))).toEqual(new Set(products.map(productName)));
  meter.dispose();
});

test('a product that was not measured has no rate', async () => {
  const meter = new ProductMeter(await backendFor('cpu'), 3, never);
  expect(() => meter.rateOf(products[0]!)).toThrow('was not added');
});

test('a signal stops the measurement', async () => {
  const meter = new ProductMeter(await backendFor('cpu'), 3, AbortSignal.abort('SIGINT'));
  await expect(meter.add(products)).rejects.toThrow(StoppedError);
});
