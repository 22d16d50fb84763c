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
    .action(async (options: { plugin?: string[]; json?: true }) => {
      const { listEstimators } = await import('../estimators-command.ts');
      await listEstimators(options);
    });
}
