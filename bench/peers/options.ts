import { Command, InvalidArgumentError, Option } from 'commander';
import { peers } from './contenders.ts';
import type { PeerName } from './contenders.ts';

/** What `npm run bench:peers` is asked to do. */
export interface Options {
  readonly estimators: readonly string[];
  readonly threads: readonly number[];
  readonly contenders: readonly PeerName[];
  readonly rounds: number;
  readonly steps: number;
  readonly python: string;
  readonly check?: true;
  readonly json?: true;
}

const ESTIMATORS = ['reinforce-loo', 'ars+', 'arsm+'];
const PEERS = Object.keys(peers) as PeerName[];

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  }
  return value;
}

function counts(text: string): number[] {
  return text.split(',').map(count);
}

function oneOf<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) => {
    const names = text.split(',') as T[];
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length === 0) return names;
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  };
}

/** The options of this process; prints help or a mistake and exits where there is one. */
export function parseOptions(): Options {
  const command = new Command('bench:peers')
    .description('Compare the training step with the same step in PyTorch, JAX and TensorFlow.')
    .option('--estimators <list>', 'estimators to measure', oneOf(ESTIMATORS), ESTIMATORS)
    .option('--threads <list>', 'numbers of threads', counts, [1, 2])
    .option('--contenders <list>', 'peers to compare with', oneOf(PEERS), PEERS)
    .option('--rounds <number>', 'turns that each contender gets', count, 7)
    .option('--steps <number>', 'steps per turn', count, 20)
    .option('--python <file>', 'interpreter that creates the environments', 'python3')
    .option('--check', 'compare what contenders compute instead of how fast')
    .addOption(new Option('--json', 'print all measurements as JSON').conflicts('check'));
  return command.parse().opts<Options>();
}
