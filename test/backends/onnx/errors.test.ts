import { describe, expect, test } from 'vitest';
import {
  DisposedError,
  OnnxError,
  OptionError,
  ShapeError,
  UntraceableError,
} from '../../../src/backends/onnx/errors.ts';
import { OnnxBackend } from '../../../src/backends/onnx/onnx-backend.ts';

const onnx = new OnnxBackend({ threads: 1 });
const errorOf = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

const provoked: [new (...args: never[]) => OnnxError, string, object, () => unknown][] = [
  [
    UntraceableError,
    'E_UNTRACEABLE',
    { what: expect.stringContaining('reading the values') as string },
    () => onnx.compile(({ x }) => (x!.dataSync(), {}), { x: [1] })({ x: new Float32Array(1) }),
  ],
  [
    ShapeError,
    'E_SHAPE',
    { what: 'Input "x"', expected: [2, 3], found: [5] },
    () => onnx.compile(({ x }) => ({ x: x! }), { x: [2, 3] })({ x: new Float32Array(5) }),
  ],
  [
    DisposedError,
    'E_DISPOSED',
    {},
    async () => {
      const run = onnx.compile(({ x }) => ({ x: x! }), { x: [1] });
      const { x } = await run({ x: new Float32Array(1) });
      x!.dispose();
      await run({ x: x! });
    },
  ],
  [
    OptionError,
    'E_OPTION',
    { option: 'threads', value: 1.5, allowed: 'whole numbers of at least 1' },
    () => new OnnxBackend({ threads: 1.5 }),
  ],
  [
    OptionError,
    'E_OPTION',
    { option: 'optimisation', value: 'most', allowed: 'disabled, basic, extended, all' },
    () => new OnnxBackend({ optimisation: 'most' as 'all' }),
  ],
];

describe.each(provoked)('%o', (kind, code, fields, work) => {
  test(`is an OnnxError with the code ${code} and what it is about`, async () => {
    const error = await errorOf(work);
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(OnnxError);
    expect(error).toMatchObject({ ...fields, code, name: kind.name });
    // A sentence for people who have no command line.
    expect((error as Error).message).toMatch(/^[^-]*[.]$/);
  });
});
