import { Option } from 'commander';
import type { Command } from 'commander';
import { wordsOf } from '../../config/words.ts';
import { openChoice } from '../choices.ts';

/** `vae-bench verify`. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .allowExcessArguments(false)
    .description('compare the mean of an estimator’s draws with the gradient by enumeration')
    .option('--estimator <name>', 'estimator to verify', 'ars+')
    .option('--categories <number>', 'categories C', '3')
    .option('--variables <number>', 'latent variables V', '2')
    .option('--samples <number>', 'samples per estimate, for estimators that take a number of them')
    .option('--draws <number>', 'independent estimates', '200000')
    .option('--seed <number>', 'seed of the random problem and of the draws', '0')
    .addOption(
      openChoice('--backend <name>', 'what runs the tensors', wordsOf('backend.name')).default(
        'auto',
      ),
    )
    .addOption(new Option('--plugin <file...>', 'modules that add estimators'))
    .addHelpText(
      'after',
      `
Exit code 1 when an estimator that claims to be unbiased is found to be biased.

Examples:
  vae-bench verify --estimator ars+ --categories 5
  vae-bench verify --estimator ars+published --draws 1000000`,
    )
    .action(async (options: Record<string, string> & { plugin?: string[] }) => {
      const { verify } = await import('../verify-command.ts');
      await verify(options);
    });
}
