import { expect, test } from 'vitest';
import { baselineCommand, peerCommand, peers } from '../../../bench/peers/contenders.ts';
import type { PeerName } from '../../../bench/peers/contenders.ts';

const places = { sources: '/bench', worker: '/build/vae-bench.js', images: '/data/images' };
const settings = {
  ...{ estimator: 'ars+', threads: 2, batch: 200 },
  ...{ variables: 20, categories: 10, samples: 10 },
};
const common = [
  ...['--estimator', 'ars+', '--threads', '2', '--batch', '200'],
  ...['--variables', '20', '--categories', '10', '--samples', '10'],
];

test('pins vae-bench and every peer to the same processors', () => {
  const pin = ['-c', '0,1'];
  const baseline = baselineCommand(settings, places, true);
  expect(baseline).toEqual({
    file: 'taskset',
    args: [...pin, process.execPath, '/build/vae-bench.js', ...common],
  });
  for (const name of Object.keys(peers) as PeerName[]) {
    const { file, args } = peerCommand(name, settings, places, true);
    expect([file, ...args.slice(0, 2)]).toEqual(['taskset', ...pin]);
  }
});

test('starts a peer in its environment, with the threads that were asked for', () => {
  expect(peerCommand('torch-compile+onednn', settings, places, false)).toMatchObject({
    file: '/bench/.venv-torch/bin/python',
    args: [
      '/bench/torch_peer.py',
      '--mode',
      'compile+onednn',
      ...common,
      '--images',
      '/data/images',
    ],
    env: { OMP_NUM_THREADS: '2', MKL_NUM_THREADS: '2' },
  });
  const one = peerCommand('jax', { ...settings, threads: 1 }, places, false);
  expect(one.env?.XLA_FLAGS).toContain('intra_op_parallelism_threads=1');
});
