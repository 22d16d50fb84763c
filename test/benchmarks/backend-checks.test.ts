import { expect, test } from 'vitest';
import { backendNames } from '../../src/backends/table.ts';
import type { BackendName } from '../../src/backends/table.ts';
import { checkBackends } from '../../src/benchmarks/backend-checks.ts';
import type { Attempt } from '../../src/benchmarks/probe-process.ts';

const probed = (backend: BackendName, elbos: readonly number[]): Attempt => ({
  probe: {
    ...{ backend, description: `${backend}: tested`, passed_over: [], elbos },
    ...{ first_step_milliseconds: 30, step_milliseconds: 2 },
  },
});
const failed: Attempt = { failure: { reason: 'it is not installed', remedy: 'Install it.' } };

/** What is found of every backend, when these answer so and all others cannot be used. */
async function found(answers: Partial<Record<BackendName, readonly number[]>>) {
  const checks = await checkBackends((name) => {
    const elbos = answers[name];
    return Promise.resolve(elbos === undefined ? failed : probed(name, elbos));
  });
  return new Map(checks.map((check) => [check.backend, check]));
}

test('every backend is tried, and has what came of it', async () => {
  const checks = await found({ cpu: [-500, -400], wasm: [-500, -400] });
  expect([...checks.keys()]).toEqual(backendNames);
  expect(checks.get('wasm')).toEqual({
    ...{ backend: 'wasm', works: true, description: 'wasm: tested', reason: null, remedy: null },
    ...{ first_step_milliseconds: 30, step_milliseconds: 2 },
  });
  expect(checks.get('onnx')).toEqual({
    ...{ backend: 'onnx', works: false, description: null },
    ...{ reason: 'it is not installed', remedy: 'Install it.' },
    ...{ first_step_milliseconds: null, step_milliseconds: null },
  });
});

test('a backend that computes other numbers than plain JavaScript does not work', async () => {
  const checks = await found({
    ...{ cpu: [-500, -400], wasm: [-500.0001, -400.0001] },
    ...{ onnx: [-500, -401], 'tfjs-node': [-500, Number.NaN] },
  });
  const works = [...checks.values()].filter((check) => check.works).map(({ backend }) => backend);
  expect(works).toEqual(['wasm', 'cpu']);
  expect(checks.get('onnx')?.reason).toBe(
    'it computes other numbers than cpu: an ELBO of -401.000 in step 2, not -400.000',
  );
});

test('without plain JavaScript there is nothing to compare with', async () => {
  const checks = await found({ onnx: [-500] });
  expect(checks.get('onnx')?.works).toBe(true);
});
