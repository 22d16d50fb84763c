import { writeFileSync } from 'node:fs';
// The order matters: Jasmine's globals, the environment, and then the suite, which needs both.
import { jasmine } from './jasmine.ts';
import './environment.ts';
import '@tensorflow/tfjs-core/dist/tests.js';
import type { Suite } from 'jasmine-core/lib/jasmine-core/jasmine.js';
import { recordKernels, takeKernels } from './kernels.ts';
import type { SpecReport } from '../specs.ts';

const [, , file = '', mode = ''] = process.argv;

function count(children: Suite['children']): number {
  return children.reduce((sum, child) => sum + (child.children ? count(child.children) : 1), 0);
}

const environment = jasmine.getEnv();
const specs: SpecReport[] = [];

if (mode === 'sync') {
  writeFileSync(file, JSON.stringify({ defined: count(environment.topSuite().children) }));
} else {
  recordKernels('onnx');
  environment.configure({
    random: false,
    ...(mode !== '' && { specFilter: (spec) => spec.getFullName().includes(mode) }),
  });
  environment.addReporter({
    specStarted: () => void takeKernels(),
    specDone: ({ fullName, status, failedExpectations }) => {
      const messages = failedExpectations.map(({ message }) => message);
      if (status !== 'excluded')
        specs.push({ name: fullName, status, messages, kernels: takeKernels() });
    },
    jasmineDone: () => {
      writeFileSync(file, JSON.stringify({ specs }));
    },
  });
  environment.execute();
}
