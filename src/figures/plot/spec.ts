import type { TopLevelSpec } from 'vega-lite';
import { metrics } from '../../metrics/table.ts';
import { xAxes } from '../x-axes.ts';
import type { FigureData } from './figure-data.ts';
import { panel } from './panel.ts';
import type { PanelOptions, Part } from './panel.ts';

/** What the figure shows, and how. */
export interface FigureOptions extends PanelOptions {
  /** Above all; null leaves it out, and what is said of means and seeds with it. */
  readonly title: string | null;
  readonly smoothing: number;
}

/** Seeds named in the figure itself; the rest is counted. */
const MAX_NOTES = 6;

/** Before them: SVG drops spaces. */
const INDENT = '– ';

/** What lines and bands are. */
const about = ({ axis, differences = false }: FigureOptions): string[] =>
  differences
    ? [
        `Mean over n pairs of runs of one seed and its 95 % confidence interval, against ${xAxes[axis].title}; ` +
          'in parentheses: evaluations of f per datapoint.',
        'The first less the second, or divided by it where axes are ratios.',
      ]
    : [
        `Mean over n seeds and one standard error, against ${xAxes[axis].title}; ` +
          'in parentheses: evaluations of f per datapoint.',
      ];

function subtitle(options: FigureOptions, { notes }: FigureData): string[] {
  const { smoothing } = options;
  const more = notes.length - MAX_NOTES;
  return [
    ...about(options),
    ...(smoothing > 0 ? [`Smoothed along each seed: exponential average, ${smoothing}.`] : []),
    ...(notes.length > 0 ? [noteHeading(options)] : []),
    ...notes.slice(0, MAX_NOTES).map((note) => `${INDENT}${note}`),
    ...(more > 0 ? [`${INDENT}and ${more} more`] : []),
  ];
}

const noteHeading = ({ differences = false }: FigureOptions): string =>
  differences
    ? 'Seeds without a pair at the last step:'
    : 'Seeds that are not complete, or left out of the mean:';

const heading = (text: string, options: FigureOptions, data: FigureData) =>
  ({
    text,
    subtitle: subtitle(options, data),
    anchor: 'start',
    offset: 14,
    fontSize: 15,
    subtitleFontSize: 12,
  }) as const;

const settingStyle = { fontSize: 12, fontWeight: 'normal', offset: 10 } as const;

/** A row has one legend, and no other row's. */
const resolved = <How extends 'shared' | 'independent'>(how: How) =>
  ({ color: how, strokeDash: how, fill: how, shape: how }) as const;

/** Figure 1 of the paper: a row for each number of categories, a column for each metric. */
export function figureSpec(data: FigureData, options: FigureOptions): TopLevelSpec {
  const rows = data.rows.map((row, at): Part => ({
    // Above the whole row: as part of a panel's title it would push the others away.
    ...(row.setting !== '' && { title: { text: row.setting, ...settingStyle } }),
    hconcat: options.metrics.map((metric) =>
      panel(row, metric, options, at === data.rows.length - 1),
    ),
    spacing: 12,
    resolve: { scale: resolved('shared') },
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: options.metrics.map((metric) => metrics[metric].title).join(', '),
    ...(options.title !== null && { title: heading(options.title, options, data) }),
    background: 'white',
    padding: 10,
    vconcat: rows,
    spacing: 18,
    resolve: { scale: resolved('independent') },
    config: {
      font: 'DejaVu Sans, Verdana, sans-serif',
      title: {
        fontSize: 13,
        fontWeight: 'bold',
        anchor: 'start',
        frame: 'group',
        subtitleFontSize: 11,
        offset: 6,
      },
      axis: {
        labelFontSize: 13,
        titleFontSize: 13,
        titleFontWeight: 'normal',
        gridColor: '#e4e4e4',
      },
      legend: {
        labelFontSize: 13,
        symbolOpacity: 1,
        symbolType: 'stroke',
        symbolSize: 500,
        symbolStrokeWidth: 2,
        // Labels are whole, however long: their ends tell series apart.
        labelLimit: 0,
        // All of them: by default a legend ends after 30 entries.
        symbolLimit: 0,
        rowPadding: 4,
      },
      view: { stroke: '#bbbbbb' },
    },
  };
}
