import { z } from 'zod';
import type { OptionsOf } from '../../options/declare.ts';
import { operand } from '../../options/fields.ts';

export const completionCommand = {
  name: 'completion',
  summary: 'print a script that completes commands, options and values in a shell',
  options: z.object({
    shell: operand('<shell>', z.enum(['bash', 'zsh', 'fish']), 'the shell that reads it'),
  }),
  help: `The script runs the vae-bench that is being typed, which has to be on PATH or a function of the shell.

Examples:
  source <(vae-bench completion bash)
  source <(vae-bench completion zsh)
  vae-bench completion fish | source
  vae-bench completion fish > ~/.config/fish/completions/vae-bench.fish`,
};

export type CompletionOptions = OptionsOf<typeof completionCommand>;

/** What the scripts for the shells ask for what may come next. */
export const completeCommand = {
  name: 'complete',
  summary: 'print what the last word may be',
  options: z.object({ words: operand('[words...]', z.array(z.string())) }),
  hidden: true,
};

export type CompleteOptions = OptionsOf<typeof completeCommand>;
