import type { ComparedPoint } from '../compared.ts';
import { arrowHead, colour, dashes, markerLayers } from './compared-marks.ts';
import type { ComparisonFigure } from './comparison-figure.ts';
import { logChannel } from './log-axis.ts';
import type { LogAxis } from './log-axis.ts';
import type { Layer, Part } from './panel.ts';

/** Pixels of a panel's width and of a row's height. */
const sizes = { wide: { width: 280, row: 20 }, narrow: { width: 158, row: 36 } } as const;

/** How wide a panel of this layout is. */
export const panelWidth = ({ layout }: ComparisonFigure): number => sizes[layout].width;

/** How far a label lies above its row's middle, where labels have no column of their own. */
const LABEL_RISE = 11;

/** An estimator's row in a panel. */
export interface DotRow extends Pick<ComparedPoint, 'colour' | 'marker' | 'merged'> {
  readonly label: string;
  readonly value: number;
  /** The ends of its bar. */
  readonly from: number;
  readonly to: number;
  /** Whether the value is an upper limit, whose bar has an arrow at its lower end. */
  readonly isLimit: boolean;
}

/** A panel of rows. */
export interface DotPanel {
  readonly rows: readonly DotRow[];
  readonly axis: LogAxis;
  readonly title: string;
  /** Whether it names the rows: the first of its figure does. */
  readonly named: boolean;
  /** A value that a dashed line marks. */
  readonly mark?: number | undefined;
}

/** Markers with bars in rows, along a logarithmic axis. */
export function dotPanel(
  { rows, axis, title, named, mark }: DotPanel,
  { layout, theme }: ComparisonFigure,
): Part {
  const { width, row } = sizes[layout];
  const inside = layout === 'narrow';
  const labels = named && !inside ? { labelLimit: 0 } : { labels: false, ticks: false };
  const sort = rows.map(({ label }) => label);
  const axisOfRows = { title: null, grid: !inside, ...labels };
  const y = { field: 'label', type: 'nominal', sort, axis: axisOfRows } as const;
  const x = (field: string) =>
    ({ field, type: 'quantitative', ...logChannel(axis, title) }) as const;
  const line: Layer = {
    data: { values: [{ mark }] },
    mark: { type: 'rule', strokeDash: [4, 4], color: theme.muted },
    encoding: { x: x('mark') },
  };
  const bars: Layer = {
    mark: { type: 'rule', strokeWidth: 2 },
    encoding: { y, x: x('from'), x2: { field: 'to' }, color: colour, strokeDash: dashes },
  };
  const arrows: Layer = {
    transform: [{ filter: 'datum.isLimit' }],
    mark: arrowHead('left'),
    encoding: { y, x: x('from'), color: colour },
  };
  const names: Layer = {
    mark: { type: 'text', align: 'left', dy: -LABEL_RISE, fontSize: 12, color: theme.text },
    encoding: { y, x: { value: 3 }, text: { field: 'label' } },
  };
  return {
    ...{ width, height: { step: row } },
    data: { values: [...rows] },
    layer: [
      ...(mark === undefined ? [] : [line]),
      ...[bars, arrows],
      ...markerLayers(rows, { y, x: x('value') }, ({ isLimit }) => isLimit, theme),
      ...(named && inside ? [names] : []),
    ],
  };
}
