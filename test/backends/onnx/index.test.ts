import { cp, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/core/package.ts';
import { examplesOf, userProject } from '../../support/user-project.ts';

const project = userProject();
const { examples, count } = await examplesOf('docs/onnx.md');

describe('docs/onnx.md', () => {
  test('shows an output for every example', () => {
    expect(examples).toHaveLength(count);
    expect(examples.length).toBeGreaterThan(4);
  });

  test.each(examples)(
    'has an example that prints what it says: $title',
    async ({ code, output }) => {
      const file = join(project, 'example.mjs');
      await writeFile(file, code);
      const { stdout } = await execa('node', [file], { cwd: project });
      expect(`${stdout}\n`).toBe(output);
    },
  );
});

describe('vae-bench/onnx', () => {
  test('exports these values', async () => {
    const script = "console.log(Object.keys(await import('vae-bench/onnx')).sort().join())";
    const { stdout } = await execa('node', ['--input-type=module', '--eval', script], {
      cwd: project,
    });
    expect(stdout.split(',')).toMatchInlineSnapshot(`
      [
        "DisposedError",
        "OnnxBackend",
        "OnnxError",
        "OptionError",
        "ShapeError",
        "UntraceableError",
        "registerOnnx",
        "takeTurn",
        "tf",
      ]
    `);
  });

  test('runs without the rest of the package', async () => {
    const alone = join(project, 'node_modules', 'alone');
    await cp(join(packageRoot, 'dist', 'backends', 'onnx'), alone, { recursive: true });
    await writeFile(join(alone, 'package.json'), '{ "type": "module", "main": "index.js" }');
    for (const name of ['@tensorflow', 'onnxruntime-node', 'protobufjs']) {
      await symlink(join(packageRoot, 'node_modules', name), join(project, 'node_modules', name));
    }
    const { code, output } = examples.find(({ title }) => title === 'Compile a loop')!;
    const file = join(project, 'alone.mjs');
    await writeFile(file, code.replace('vae-bench/onnx', 'alone'));
    const { stdout } = await execa('node', [file], { cwd: project });
    expect(`${stdout}\n`).toBe(output);
  });

  test('has types that a strict project can use', async () => {
    await writeFile(
      join(project, 'typed.mts'),
      `import { OnnxBackend, tf } from 'vae-bench/onnx';
       import type { Named, OnnxOptions, Program } from 'vae-bench/onnx';
       const options: OnnxOptions = { threads: 1 };
       const program: Program = ({ x }) => ({ y: tf.neg(x as tf.Tensor) });
       const shapes: Named<readonly number[]> = { x: [1] };
       export const read = async (): Promise<Float32Array | undefined> => {
         const { y } = await new OnnxBackend(options).compile(program, shapes)({ x: new Float32Array(1) });
         return y?.read();
       };`,
    );
    const flags = [
      '--strict',
      '--noEmit',
      '--module',
      'nodenext',
      '--skipLibCheck',
      '--target',
      'es2023',
    ];
    const tsc = resolve('node_modules', 'typescript', 'bin', 'tsc');
    await execa('node', [tsc, ...flags, join(project, 'typed.mts')], {
      cwd: project,
    });
  });
});
