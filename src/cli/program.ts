import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import { ownManifest } from '../core/package.ts';
import { didYouMean } from '../core/suggest.ts';
import { explainChoices } from './choices.ts';
import { addBench } from './commands/bench.ts';
import { addCompletion } from './commands/completion.ts';
import { addEstimators } from './commands/estimators.ts';
import { addFindings } from './commands/findings.ts';
import { addPlot } from './commands/plot.ts';
import { addReport } from './commands/report.ts';
import { addStatus } from './commands/status.ts';
import { addSweep } from './commands/sweep.ts';
import { addTable } from './commands/table.ts';
import { addVerify } from './commands/verify.ts';
import { addWatch } from './commands/watch.ts';
import { addExperimentOptions } from './experiment-flags.ts';

const examples = `
Examples:
  vae-bench --estimator ars+ --categories 5
  vae-bench --estimator reinforce-loo --categories 10 --samples arsm --seeds 0-4
  vae-bench --config configs/figure1-c10.json --estimator arsm+ --print-config
  vae-bench --set evaluation.testImages=1000 --steps 2000 --name trial
  vae-bench --plugin ./my-estimator.mjs --estimator my-estimator
  vae-bench sweep configs/figure1-short.json --jobs 2

The same command again goes on with a run that was stopped, and skips one that is complete.

Exit codes: 0 done, 1 a run failed, 2 wrong usage, configuration or data, 3 part of a sweep failed;
stopped with a checkpoint: 130 by SIGINT, 143 by SIGTERM, 75 by SIGUSR2 (start the same command again).`;

/** In the order of the help text. */
const commands = [
  addEstimators,
  addVerify,
  addBench,
  addSweep,
  addStatus,
  addPlot,
  addTable,
  addFindings,
  addReport,
  addWatch,
  addCompletion,
];

/** What looks like a command but is none of `program`'s. */
function assertNoOperand(program: Command): void {
  const [operand] = program.args;
  if (operand === undefined) return;
  const visible = program.createHelp().visibleCommands(program);
  const names = visible.map((command) => command.name());
  const hint = didYouMean(operand, names);
  throw new UsageError(
    `"${operand}" is not a command.${hint} Commands: ${names.join(', ')}; without one, vae-bench trains.`,
  );
}

/** The command line: one training command without a name, and the others. */
export function createProgram(): Command {
  const program = new Command('vae-bench')
    .description(
      'Train a categorical VAE with a gradient estimator of your choice; writes train ELBO, test ' +
        'bound and gradient variance as CSV.',
    )
    .version(ownManifest().version)
    .exitOverride()
    // Flags after a command are that command's: both know --estimator.
    .enablePositionalOptions()
    .helpCommand(true)
    .allowExcessArguments()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', examples);
  addExperimentOptions(program)
    .option('--print-config', 'print every value of the configuration with its origin, and stop')
    .option('--force', 'start over, replacing what the run directory holds')
    .action(async (options: Record<string, string | string[] | boolean>) => {
      assertNoOperand(program);
      const { trainCommand } = await import('./train-command.ts');
      await trainCommand(options);
    });
  for (const add of commands) add(program);
  explainChoices(program);
  return program;
}
