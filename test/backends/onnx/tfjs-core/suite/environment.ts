import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { registerOnnx } from '../../../../../src/backends/onnx/register.ts';

registerOnnx();
// The suite defines its specs, for these environments, when it is imported: after this module.
setTestEnvs([{ name: 'onnx', backendName: 'onnx', isDataSync: process.argv[3] === 'sync' }]);
