import { z } from 'zod';
import { numberText } from '../../core/text-fields.ts';
import { estimatorNames } from '../../estimators/table.ts';
import { xAxisNames } from '../../figures/x-axes.ts';
import type { TableFormat } from '../../figures/tables/formats.ts';
import { metricNames, metricRow } from '../../metrics/table.ts';
import type { Metric } from '../../metrics/table.ts';
import { list, listOf, operand, option } from '../options/fields.ts';

/** Folders of results: runs of several are shown together. */
export const foldersOperand = operand('<folders...>', z.array(z.string()));

/** Which of some metrics a command shows. */
export const metricOption = <const Name extends Metric>(metrics: readonly Name[]) => {
  const usual = metrics.filter((name) => metricRow(name).shown).join(', ');
  return option(
    '--metric <names>',
    `metrics to show (default: ${usual})`,
    listOf(metrics).optional(),
  );
};

/** Runs that have any of these tags. */
export const tagOption = option(
  '--tag <names>',
  'show runs with one of these tags (default: all)',
  list().optional(),
);

/** Which part of a results folder a command looks at. */
export const selectionOptions = {
  metric: metricOption(metricNames),
  estimator: option(
    '--estimator <names>',
    'estimators to show (default: all)',
    list().optional(),
    // Results may hold those of plugins, too.
    { suggestions: estimatorNames },
  ),
  tag: tagOption,
  categories: option(
    '--categories <numbers>',
    'numbers of categories to show (default: all)',
    list().optional(),
  ),
};

/** What charts compare. */
export const viewOptions = {
  colour: option(
    '--colour <settings>',
    'overlay runs that differ in these settings, a colour for each value (default: estimator, or the only setting that differs)',
    list().optional(),
  ),
  facet: option(
    '--facet <settings>',
    'a row of charts for each value of these settings (default: categories)',
    list().optional(),
  ),
};

const place = () =>
  numberText({ is: () => true, says: 'a number, in the unit of the x axis' }).optional();

/** Which part of curves is drawn, and against what. */
export const axisOptions = {
  x: option(
    '--x <axis>',
    'what curves are drawn against (default: steps)',
    z.enum(xAxisNames).optional(),
  ),
  from: option('--from <x>', 'first place on the x axis', place()),
  to: option('--to <x>', 'last place on the x axis', place()),
  smooth: option(
    '--smooth <weight>',
    'weight of the past in an exponential average along each seed (default: 0, no smoothing)',
    numberText({ is: (value) => value >= 0 && value < 1, says: 'from 0 to below 1' }).optional(),
  ),
};

/** The names that --format takes; src/figures/tables/formats.ts has what they mean. */
const formatNames = ['text', 'csv', 'markdown', 'latex'] as const satisfies TableFormat[];

export const formatOption = option(
  '--format <name>',
  'how tables are printed',
  z.enum(formatNames).default('text'),
);
