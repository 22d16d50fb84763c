import { Option } from 'commander';
import type { Command } from 'commander';

/** `vae-bench estimators`. */
export function addEstimators(program: Command): void {
  program
    .command('estimators')
    .description('list the estimators with cost, bias and reference')
    .allowExcessArguments(false)
    .addOption(new Option('--plugin <file...>', 'modules that add estimators'))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  vae-bench estimators
  vae-bench estimators --plugin ./my-estimator.mjs --json`,
    )
    .action(async (options: { plugin?: string[]; json?: true }) => {
      const { listEstimators } = await import('../estimators-command.ts');
      await listEstimators(options);
    });
}
