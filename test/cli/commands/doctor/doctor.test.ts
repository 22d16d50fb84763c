import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { backendNames } from '../../../../src/backends/table.ts';
import type { Attempt } from '../../../../src/benchmarks/probe-process.ts';
import type { DoctorOptions } from '../../../../src/cli/commands/doctor/command.ts';
import { examine, failuresOf } from '../../../../src/cli/commands/doctor/doctor.ts';
import { reportText } from '../../../../src/cli/commands/doctor/report.ts';
import type { DoctorReport } from '../../../../src/cli/commands/doctor/report.ts';
import { GivenSettings } from '../../../../src/cli/options/settings.ts';
import { DoctorError } from '../../../../src/cli/commands/doctor/doctor-error.ts';
import { bin } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

test('tries all backends for real, and takes the one that training takes', async () => {
  const out = join(folder, 'results');
  const flags = ['--data-dir', data, '--out', out, '--json'];
  // Six processes, one after the other: longer than most commands of tests take.
  const ended = await execa(process.execPath, [bin, 'doctor', ...flags], { reject: false });
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({
    exitCode: 0,
    stderr: [...backendNames, 'auto'].map((name) => `trying ${name}`).join('\n'),
  });
  const report = JSON.parse(ended.stdout) as DoctorReport;
  expect(report.backends.map(({ backend }) => backend)).toEqual(backendNames);
  for (const backend of ['onnx', 'wasm', 'cpu']) {
    expect(report.backends.find((check) => check.backend === backend)).toMatchObject({
      ...{ works: true, description: expect.stringContaining(`${backend}: `) as string },
      step_milliseconds: expect.any(Number) as number,
    });
  }
  expect(report.asked).toEqual({ backend: 'auto', works: true });
  expect(report.checks.map(({ what, works }) => [what, works])).toEqual([
    ['Node', true],
    ['data set', true],
    ['results folder', true],
  ]);
});

/** The report where these alone can be used. */
function examined(working: readonly string[], settings: Readonly<Record<string, string>>) {
  const given = new GivenSettings();
  for (const [path, value] of Object.entries({
    'data.directory': data,
    out: folder,
    ...settings,
  })) {
    given.add('--set', path, () => [{ path: path.split('.'), value, origin: '--set' }]);
  }
  const options: DoctorOptions = { timeLimit: 60, json: false, settings: given };
  return examine(options, ({ name }) => {
    const taken = name === 'auto' ? backendNames.find((other) => working.includes(other)) : name;
    const attempt: Attempt =
      taken === undefined || !working.includes(taken)
        ? { failure: { reason: 'it is not here', remedy: 'Install it.' } }
        : {
            probe: {
              ...{ backend: taken, description: `${taken}: tested`, elbos: [-500] },
              ...{ passed_over: [{ name: 'onnx', reason: 'it is not here' }] },
              ...{ first_step_milliseconds: 12.34, step_milliseconds: 5.67 },
            },
          };
    return Promise.resolve(attempt);
  });
}

test('a backend that is asked for must work, whatever auto takes', async () => {
  const wasm = await examined(['wasm', 'cpu'], { 'backend.name': 'wasm' });
  expect(failuresOf(wasm)).toEqual([]);
  const onnx = await examined(['wasm', 'cpu'], { 'backend.name': 'onnx' });
  expect(failuresOf(onnx)).toEqual(['the backend onnx']);
  expect(failuresOf(await examined([], {}))).toEqual(['the backend auto']);
  expect(new DoctorError(failuresOf(onnx))).toMatchObject({
    exitCode: 1,
    message: 'Training would fail here, because of the backend onnx: see above.',
  });
});

test('data and results folder must be what training needs', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const report = await examined(['cpu'], {
    'data.directory': join(folder, 'no-data'),
    out: join(file, 'results'),
  });
  expect(failuresOf(report)).toEqual(['the data set', 'the results folder']);
});

test('the report shows every backend, what to do, and what auto takes', async () => {
  const report = await examined(['wasm', 'cpu'], {});
  const text = reportText(report, null);
  expect(text).toMatch(/^wasm +yes +5\.7 +12 +tested$/m);
  expect(text).toMatch(/^onnx +no +not available: it is not here\. Install it\.$/m);
  expect(text).toContain('auto takes wasm (not onnx: it is not here).');
  expect(text).toMatch(/^results folder +yes +.* can be written to$/m);
  for (const line of reportText(report, 60).split('\n'))
    expect(line.length).toBeLessThanOrEqual(60);
});
