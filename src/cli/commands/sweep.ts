import { Option } from 'commander';
import type { Command } from 'commander';
import { openChoice } from '../choices.ts';
import { collect, setOption } from '../experiment-flags.ts';
import { launcherNames } from '../sweep-options.ts';

const sweepHelp = `
Running the same sweep again runs only what is missing.
Exit codes: 0 all runs are complete, 2 nothing was started, 3 some runs are not complete, 130 and 143
interrupted, after the runs had stopped.

Examples:
  vae-bench sweep configs/figure1-short.json --dry-run
  vae-bench sweep configs/figure1-short.json --jobs 4
  vae-bench sweep configs/figure1.json --launcher slurm --time 24:00:00 --throttle 50`;

/** `vae-bench sweep`, and the command that a sweep starts for each of its runs. */
export function addSweep(program: Command): void {
  program
    .command('sweep <file>')
    .description('run every run that a sweep file describes, or what is missing of them')
    .allowExcessArguments(false)
    .addOption(setOption())
    .option('--out <folder>', 'folder that receives the results')
    .option('--dry-run', 'print the runs with their cost, and stop')
    .option('--no-calibration', 'with --dry-run: do not time anything')
    .addOption(
      openChoice(
        '--launcher <name>',
        'local: processes on this machine; slurm: one job array',
        launcherNames,
      ),
    )
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
      const { sweepCommand } = await import('../sweep-command.ts');
      await sweepCommand(file, options);
    });
  program
    .command('run-task <manifest> <index>', { hidden: true })
    .description('run one run of a sweep: its number in sweep.json')
    .allowExcessArguments(false)
    .action(async (manifest: string, index: string) => {
      const { runTask } = await import('../run-task-command.ts');
      await runTask(manifest, index);
    });
}
