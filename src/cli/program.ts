import { Command, Option } from 'commander';
import { UsageError } from '../core/errors.ts';
import { ownManifest } from '../core/package.ts';
import { didYouMean } from '../core/suggest.ts';
import { addConfigFlags, addExperimentOptions, collect, setOption } from './experiment-flags.ts';
import type { OptionValues } from './experiment.ts';

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

const sweepHelp = `
Running the same sweep again runs only what is missing.
Exit codes: 0 all runs are complete, 2 nothing was started, 3 some runs are not complete, 130 and 143
interrupted, after the runs had stopped.

Examples:
  vae-bench sweep configs/figure1-short.json --dry-run
  vae-bench sweep configs/figure1-short.json --jobs 4
  vae-bench sweep configs/figure1.json --launcher slurm --time 24:00:00 --throttle 50`;

/** What looks like a command but is none of `program`'s. */
function assertNoOperand(program: Command): void {
  const [operand] = program.args;
  if (operand === undefined) return;
  const names = program.commands.map((command) => command.name());
  const hint = didYouMean(operand, names);
  throw new UsageError(
    `"${operand}" is not a command.${hint} Commands: ${names.join(', ')}; without one, vae-bench trains.`,
  );
}

function addEstimators(program: Command): void {
  program
    .command('estimators')
    .description('list the estimators with cost, bias and reference')
    .allowExcessArguments(false)
    .addOption(new Option('--plugin <file...>', 'modules that add estimators'))
    .option('--json', 'print JSON')
    .action(async (options: { plugin?: string[]; json?: true }) => {
      const { listEstimators } = await import('./estimators-command.ts');
      await listEstimators(options);
    });
}

function addVerify(program: Command): void {
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
    .option('--backend <name>', 'what runs the tensors', 'auto')
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
      const { verify } = await import('./verify-command.ts');
      await verify(options);
    });
}

function addBench(program: Command): void {
  const command = program
    .command('bench')
    .allowExcessArguments(false)
    .description('time training steps beside the matrix products they are made of')
    .option('--estimator <name...>', 'estimators (default: reinforce-loo, ars+, arsm+)')
    .option('--categories <number...>', 'categories C (default: 10)')
    .option('--backend <name...>', 'what runs the tensors (default: auto)')
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
      const { bench } = await import('./bench-command.ts');
      await bench(options);
    });
}

function addSweep(program: Command): void {
  program
    .command('sweep <file>')
    .description('run every run that a sweep file describes, or what is missing of them')
    .allowExcessArguments(false)
    .addOption(setOption())
    .option('--out <folder>', 'folder that receives the results')
    .option('--dry-run', 'print the runs with their cost, and stop')
    .option('--no-calibration', 'with --dry-run: do not time anything')
    .option('--launcher <name>', 'local: processes on this machine; slurm: one job array')
    .option('--retry-failed', 'start runs that failed again')
    .optionsGroup('Local:')
    .option('--jobs <number>', 'runs at a time (default: as many as there are cores)')
    .option('--fail-fast', 'stop the others when a run fails')
    .optionsGroup('Slurm:')
    .option('--partition <name>', 'partition of the jobs')
    .option('--account <name>', 'account that the jobs are charged to')
    .option(
      '--time <limit>',
      'time limit of one task, such as 24:00:00; a run that needs more goes on',
    )
    .option('--memory <size>', 'memory of one task, such as 2G')
    .option('--cpus <number>', 'cores of one task (default: as many as a run has threads)')
    .option('--throttle <number>', 'tasks at a time')
    .addOption(
      new Option(
        '--line <text>',
        'a further line of the batch script, such as "#SBATCH --gres=gpu:1" or "module load nodejs"; repeatable',
      ).argParser(collect),
    )
    .option('--wait', 'wait until all tasks have ended')
    .option('--poll <seconds>', 'with --wait: time between two looks at the queue (default: 15)')
    .addHelpText('after', sweepHelp)
    .action(async (file: string, options: object) => {
      const { sweepCommand } = await import('./sweep-command.ts');
      await sweepCommand(file, options);
    });
  program
    .command('run-task <manifest> <index>', { hidden: true })
    .description('run one run of a sweep: its number in sweep.json')
    .allowExcessArguments(false)
    .action(async (manifest: string, index: string) => {
      const { runTask } = await import('./run-task-command.ts');
      await runTask(manifest, index);
    });
}

function addStatus(program: Command): void {
  program
    .command('status <folder>')
    .description('show how far the runs of a sweep, an experiment or a results folder are')
    .allowExcessArguments(false)
    .option('--watch', 'show it again and again until all runs are complete or failed')
    .addOption(new Option('--json', 'print JSON').conflicts('watch'))
    .option('--interval <seconds>', 'time between two looks with --watch', '2')
    .action(async (folder: string, options: { watch?: true; json?: true; interval: string }) => {
      const { status } = await import('./status-command.ts');
      await status(folder, options);
    });
}

function addTable(program: Command): void {
  program
    .command('table <folder>')
    .description('print final and best values of a results folder, averaged over seeds')
    .allowExcessArguments(false)
    .option('--metric <name>', 'train_elbo, test_bound or grad_variance', 'test_bound')
    .option('--format <name>', 'text, csv, markdown or latex', 'text')
    .addHelpText(
      'after',
      `
Estimators are ranked by their final mean; ± is one standard error over seeds.

Examples:
  vae-bench table results/figure1-short
  vae-bench table results/figure1-short --metric grad_variance --format latex`,
    )
    .action(async (folder: string, options: { metric: string; format: string }) => {
      const { table } = await import('./table-command.ts');
      table(folder, options);
    });
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
  addEstimators(program);
  addVerify(program);
  addBench(program);
  addSweep(program);
  addStatus(program);
  addTable(program);
  return program;
}
