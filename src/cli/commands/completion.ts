import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { packageRoot } from '../../core/package.ts';

const shells = ['bash', 'zsh', 'fish'];

/** `vae-bench completion`, and the command that its scripts ask for what may come next. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and values in a shell')
    .allowExcessArguments(false)
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(shells))
    .addHelpText(
      'after',
      `
The script runs the vae-bench that is being typed, which has to be on PATH or a function of the shell.

Examples:
  source <(vae-bench completion bash)
  source <(vae-bench completion zsh)
  vae-bench completion fish | source
  vae-bench completion fish > ~/.config/fish/completions/vae-bench.fish`,
    )
    .action((shell: string) => {
      const file = join(packageRoot, 'scripts', 'completion', `vae-bench.${shell}`);
      process.stdout.write(readFileSync(file));
    });
  program
    .command('complete [words...]', { hidden: true })
    .description('print what the last word may be')
    .action(async (words: string[]) => {
      const { candidatesFor, printed } = await import('../completion/candidates.ts');
      process.stdout.write(printed(candidatesFor(program, words)));
    });
}
