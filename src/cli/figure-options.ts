import { Option } from 'commander';
import type { Command } from 'commander';
import { metricNames, metricRow } from '../metrics/table.ts';
import { xAxisNames } from '../figures/x-axes.ts';
import type { Metric } from '../metrics/table.ts';
import type { XAxis } from '../figures/x-axes.ts';
import type { TableFormat } from '../figures/tables/formats.ts';
import { listOption } from './list-option.ts';
import { numberOption } from './numbers.ts';

/** Which part of a results folder a command looks at. */
export interface SelectionOptions {
  readonly metric?: Metric[];
  readonly estimator?: string[];
  readonly categories?: string[];
}

/** Which part of curves is drawn, and against what. */
export interface AxisOptions {
  readonly x?: XAxis;
  readonly from?: number;
  readonly to?: number;
  readonly smooth?: number;
}

/** @param metrics - what `--metric` takes. */
export function addSelectionOptions(
  command: Command,
  metrics: readonly Metric[] = metricNames,
): Command {
  const usual = metrics.filter((name) => metricRow(name).shown).join(', ');
  return command
    .addOption(listOption('--metric <names>', `metrics to show (default: ${usual})`, metrics))
    .addOption(listOption('--estimator <names>', 'estimators to show (default: all)'))
    .addOption(
      listOption('--categories <numbers>', 'numbers of categories to show (default: all)'),
    );
}

export function addAxisOptions(command: Command): Command {
  const place = { is: () => true, says: 'a number, in the unit of the x axis' };
  const weight = { is: (value: number) => value >= 0 && value < 1, says: 'from 0 to below 1' };
  return command
    .addOption(
      new Option('--x <axis>', 'what curves are drawn against (default: steps)').choices(
        xAxisNames,
      ),
    )
    .option('--from <x>', 'first place on the x axis', numberOption('--from', place))
    .option('--to <x>', 'last place on the x axis', numberOption('--to', place))
    .option(
      '--smooth <weight>',
      'weight of the past in an exponential average along each seed (default: 0, no smoothing)',
      numberOption('--smooth', weight),
    );
}

/** The names that --format takes; src/figures/tables/formats.ts has what they mean. */
const formatNames = ['text', 'csv', 'markdown', 'latex'] as const satisfies TableFormat[];

export function addFormatOption(command: Command): Command {
  return command.addOption(
    new Option('--format <name>', 'how tables are printed').choices(formatNames).default('text'),
  );
}
