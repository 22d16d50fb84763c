import { execa } from 'execa';
import { expect, test } from 'vitest';
import { backends } from '../../src/backends/table.ts';

test.each(Object.entries(backends))('the row of %s loads a file that starts it', async (_, row) => {
  const { start } = await row.load();
  expect(start).toBeTypeOf('function');
  expect(row.summary).toMatch(/^[^.]+$/);
  expect(row.install).toMatch(/\.$/);
});

test('the table and the configuration load neither TensorFlow.js nor ONNX Runtime', async () => {
  const script = `
    import { createRequire } from 'node:module';
    await import('./dist/backends/table.js');
    await import('./dist/config/schema.js');
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.filter((file) => /@tensorflow|onnxruntime/.test(file)).length);
  `;
  const { stdout } = await execa('node', ['--input-type=module', '--eval', script]);
  expect(stdout).toBe('0');
});
