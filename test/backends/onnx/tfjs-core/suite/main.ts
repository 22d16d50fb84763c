import { appendFileSync } from 'node:fs';
// The order matters: Jasmine's globals, the environment, and then the suite, which needs both.
import { jasmine } from './jasmine.ts';
import { options } from './environment.ts';
import '@tensorflow/tfjs-core/dist/tests.js';
import type { Suite } from 'jasmine-core/lib/jasmine-core/jasmine.js';
import { takeKernels } from './kernels.ts';
import type { SuiteLine } from './options.ts';
import { takeOnCpu } from './placement.ts';

function count(children: Suite['children']): number {
  return children.reduce((sum, child) => sum + (child.children ? count(child.children) : 1), 0);
}

/** Written at once: a driver that ends the process must not take along what was found. */
function write(line: SuiteLine): void {
  appendFileSync(options.report, `${JSON.stringify(line)}\n`);
}

/** The suite's names carry the environment's. */
const plain = (name: string) => name.replaceAll(' onnx {}', '');

const environment = jasmine.getEnv();

if (options.count === true) {
  write({ defined: count(environment.topSuite().children) });
} else {
  const [only, skip] = [options.only && new Set(options.only), new Set(options.skip)];
  environment.configure({
    random: false,
    specFilter: (spec) => {
      const name = plain(spec.getFullName());
      return (only?.has(name) ?? true) && !skip.has(name);
    },
  });
  environment.addReporter({
    specStarted: ({ fullName }) => {
      takeKernels();
      takeOnCpu();
      write({ started: plain(fullName) });
    },
    specDone: ({ fullName, status, failedExpectations }) => {
      if (status === 'excluded') return;
      const messages = failedExpectations.map(({ message }) => message);
      const name = plain(fullName);
      write({ name, status, messages, kernels: takeKernels(), onCpu: takeOnCpu() });
    },
    jasmineDone: () => {
      write({ done: true });
    },
  });
  environment.execute();
}
