import type { Command } from 'commander';
import { wordsOf } from '../../config/words.ts';
import { openChoice } from '../choices.ts';
import { addConfigFlags, setOption } from '../experiment-flags.ts';
import type { OptionValues } from '../experiment.ts';

/** `vae-bench bench`. */
export function addBench(program: Command): void {
  const command = program
    .command('bench')
    .allowExcessArguments(false)
    .description('time training steps beside the matrix products they are made of')
    .option('--estimator <name...>', 'estimators (default: reinforce-loo, ars+, arsm+)')
    .option('--categories <number...>', 'categories C (default: 10)')
    .addOption(
      openChoice(
        '--backend <name...>',
        'what runs the tensors (default: auto)',
        wordsOf('backend.name'),
      ),
    )
    .option('--threads <number...>', 'threads of the backend (default: 1, and 2 with more cores)')
    .option('--steps <number>', 'timed steps of each contender (default: 50)')
    .option('--bound', 'time the test bound, too')
    .option('--test-images <number>', 'test images of --bound (default: all)')
    .option('--processes', 'compare two processes of one thread side by side with one')
    .option('--no-floor', 'leave the matrix products out')
    .option('--json', 'print JSON (docs/benchmarking.md); progress goes to standard error');
  command.addOption(setOption());
  addConfigFlags(command, [
    'samples',
    'variables',
    'batchSize',
    'evaluation.samples',
    'data.name',
    'data.directory',
    'plugins',
  ]);
  command
    .addHelpText(
      'after',
      `
Lists may be repeated, separated by spaces or by commas.

Examples:
  vae-bench bench
  vae-bench bench --estimator reinforce-loo,arsm+ --categories 2,10 --samples arsm --bound
  vae-bench bench --backend onnx wasm --threads 1 --steps 20 --json > bench.json`,
    )
    .action(async (options: OptionValues) => {
      const { bench } = await import('../bench-command.ts');
      await bench(options);
    });
}
