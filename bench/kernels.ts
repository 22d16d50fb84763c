/** `npm run bench:kernels`: what a training step starts on a GPU, and what it moves; counted, so that no GPU is needed. */
import { Command } from 'commander';
import { textTable } from '../dist/core/text.js';
import { devices } from '../dist/backends/onnx/devices.js';
import { countStep } from './kernels/count-step.ts';
import { samplesOf } from './samples.ts';

/** Microseconds that a kernel took at least and at most on an NVIDIA H200, whatever its size (docs/performance.md). */
const PER_KERNEL = [7, 9] as const;

const { estimators, categories, samples, batchSize } = new Command('npm run bench:kernels --')
  .option('--estimators <list>', 'estimators', 'reinforce-loo,ars+,arsm+')
  .option('--categories <list>', 'categories C', '10,2')
  .option('--samples <number>', 'samples: a number, ars or arsm', 'ars')
  .option('--batch-size <number>', 'images per step', '200')
  .parse()
  .opts<Record<'estimators' | 'categories' | 'samples' | 'batchSize', string>>();

const rows: string[][] = [];
for (const each of categories.split(',')) {
  for (const estimator of estimators.split(',')) {
    const { plain, flat, moved, read } = await countStep(
      {
        ...{ estimator, categories: Number(each), batchSize: Number(batchSize) },
        samples: samplesOf(samples),
      },
      devices.webgpu,
    );
    const modelled = PER_KERNEL.map((microseconds) => ((flat * microseconds) / 1000).toFixed(1));
    rows.push([
      ...[estimator, each, plain.toFixed(1), flat.toFixed(1), modelled.join(' to ')],
      ...[(moved / 1e6).toFixed(2), String(read)],
    ]);
  }
}
const header = [
  'ESTIMATOR',
  'C',
  'KERNELS',
  'FLAT STATE',
  'MODELLED MS',
  'MB TO DEVICE',
  'BYTES BACK',
];
process.stdout.write(`${textTable([header, ...rows])}\n`);
process.exit(0);
