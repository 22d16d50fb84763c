import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package.ts';

/** The commands of a page as words, without `npx`: every line `npx vae-bench …` of its shell examples. */
export function commandsOf(page: string): string[][] {
  const text = readFileSync(join(packageRoot, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('npx vae-bench'))
    .map((line) => line.split(' ').slice(2));
}

/** A sweep with the estimators of figure 1 that takes seconds. */
const tinySweep = {
  extends: 'smoke.json',
  name: 'figure1-short',
  seeds: [0, 1],
  steps: 4,
  evaluation: { every: 2 },
  grid: { estimator: ['ars+', 'ars'] },
};

/** Makes a folder in which the commands find what they name: configurations, images, an estimator, the package. */
export function writeUserFolder(folder: string): void {
  cpSync(join(packageRoot, 'configs'), join(folder, 'configs'), { recursive: true });
  writeFileSync(join(folder, 'configs', 'figure1-short.json'), JSON.stringify(tinySweep));
  cpSync(join(packageRoot, 'test/fixtures/npy/stored.npz'), join(folder, 'my-images.npz'));
  const extending = readFileSync(join(packageRoot, 'docs', 'extending.md'), 'utf8');
  const [, estimator] = /```js\n(\/\/ my-estimator\.mjs\n[\s\S]*?)```/.exec(extending)!;
  writeFileSync(join(folder, 'my-estimator.mjs'), estimator!);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(packageRoot, join(folder, 'node_modules', 'vae-bench'));
}

/** Networks and measurements that take milliseconds on any images. */
const tiny = [
  ...['--set', 'model.encoderHidden=[16]', '--set', 'model.decoderHidden=[16]'],
  ...['--set', 'evaluation.trainImages=5', '--set', 'evaluation.testImages=2'],
  ...['--eval-samples', '5', '--batch-size', '5', '--steps', '2', '--eval-every', '2'],
];

/** What is added to a command to make it short: flags that come later win. */
export function shortening([first = '', ...others]: readonly string[]): string[] {
  if (first === 'verify') return ['--draws', '20000'];
  if (first === 'bench') return ['--steps', '1', '--no-floor', '--backend', 'onnx'];
  if (first === 'watch') return ['--port', '0'];
  return first.startsWith('--') && !others.includes('--print-config') ? tiny : [];
}
