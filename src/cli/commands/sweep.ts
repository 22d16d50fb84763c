import { Option } from 'commander';
import type { Command } from 'commander';
import { openChoice } from '../choices.ts';
import { collect, setOption } from '../experiment-flags.ts';
import { launcherFlags } from '../../sweeps/launchers/choose.ts';
import { launcherNames, launchers } from '../../sweeps/launchers/table.ts';
import type { LauncherName } from '../../sweeps/launchers/table.ts';

const sweepHelp = `
Running the same sweep again runs only what is missing.
Exit codes: 0 all runs are complete, 2 nothing was started, 3 some runs are not complete, 130 and 143
interrupted, after the runs had stopped.

Examples:
  vae-bench sweep configs/figure1.json --dry-run
${Object.values(launchers)
  .map(({ example }) => `  vae-bench sweep configs/figure1.json ${example}`)
  .join('\n')}`;

/** The options of one launcher, below its heading. */
function addLauncherOptions(command: Command, name: LauncherName): void {
  command.optionsGroup(`${launchers[name].title}:`);
  for (const { flag, description, repeatable } of launcherFlags(name)) {
    const option = new Option(flag, description);
    command.addOption(repeatable ? option.argParser(collect) : option);
  }
}

/** `vae-bench sweep`, and the command that a sweep starts for each of its runs. */
export function addSweep(program: Command): void {
  const command = program
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
        launcherNames.map((name) => `${name}: ${launchers[name].summary}`).join('; '),
        launcherNames,
      ),
    )
    .option('--retry-failed', 'start runs that failed again');
  for (const name of launcherNames) addLauncherOptions(command, name);
  command
    .addHelpText('after', sweepHelp)
    .action(async (file: string, options: Readonly<Record<string, unknown>>) => {
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
