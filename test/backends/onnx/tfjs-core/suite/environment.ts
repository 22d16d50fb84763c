import { readFileSync } from 'node:fs';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { ENGINE, tracingBackend } from '../../../../../src/backends/onnx/register.ts';
import { evaluateOn } from './device-evaluation.ts';
import { recordKernels } from './kernels.ts';
import type { SuiteOptions } from './options.ts';
import { noteRan, noteRecorded } from './placement.ts';

/** What the bundle was asked for. */
export const options = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SuiteOptions;

if (options.device === 'cpu') {
  tracingBackend();
} else {
  // As programs are recorded, which is what runs on devices.
  const { builder } = tracingBackend({
    evaluate: evaluateOn(options.device, noteRan),
    exactNaN: false,
  });
  const record = builder.node.bind(builder);
  builder.node = (...args) => {
    const value = record(...args);
    noteRecorded(value);
    return value;
  };
}
recordKernels(ENGINE);
// The suite defines its specs, for these environments, when it is imported: after this module.
setTestEnvs([{ name: ENGINE, backendName: ENGINE, isDataSync: options.count === true }]);
