import { Option } from 'commander';
import type { Command } from 'commander';
import { configFlags } from '../config/flags.ts';
import type { ConfigFlag } from '../config/flags.ts';
import { wordsOf } from '../config/words.ts';

/** `--encoder-lr <rate>` → `--encoder-lr`. */
export const longName = ({ flag }: ConfigFlag): string => flag.split(' ')[0] ?? flag;

/** `--encoder-lr` → `encoderLr`, `--no-tensorboard` → `tensorboard`: as commander names them. */
export function attribute(flag: ConfigFlag): string {
  return longName(flag)
    .slice(flag.value === false ? '--no-'.length : '--'.length)
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Gathers the arguments of an option that may be there several times. */
export const collect = (argument: string, earlier: string[] | undefined): string[] => [
  ...(earlier ?? []),
  argument,
];

/** `--set <path=value>`, as often as one likes. */
export function setOption(): Option {
  return new Option(
    '--set <path=value>',
    'set any value of the configuration, such as model.leakySlope=0.1; repeatable',
  ).argParser(collect);
}

/** An option that sets a value of the configuration. */
export class ConfigOption extends Option {
  /** Words that the value may be; whatever else it may be is for the schema to say. */
  readonly words: readonly string[];

  constructor({ flag, description, path }: ConfigFlag) {
    super(flag, description);
    this.words = wordsOf(path);
  }
}

/** Adds the flags of the schema to a command, or those of `paths` alone. */
export function addConfigFlags(command: Command, paths?: readonly string[]): void {
  for (const flag of configFlags()) {
    if (paths !== undefined && !paths.includes(flag.path)) continue;
    const option = new ConfigOption(flag);
    if (flag.flag.startsWith('--seed ')) option.conflicts('seeds');
    command.addOption(option);
  }
}

/** Adds --config, --set and every flag of the schema to a command. */
export function addExperimentOptions(command: Command): Command {
  command
    .option('--config <file>', 'JSON configuration file (default: the packaged quick.json)')
    .addOption(setOption());
  addConfigFlags(command);
  return command;
}
