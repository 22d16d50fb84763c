import type { ShownMetric } from '../../metrics/table.ts';
import type { ChartFigure } from './chart-figure.ts';
import { besideOneAnother } from './facets.ts';
import type { Placed } from './row.ts';

/** What a row shows of one folder, or of all runs. */
export interface Column {
  /** Empty when all runs are shown together. */
  readonly folder: string;
  readonly legend: readonly HTMLElement[];
  /** Why there is no chart; null where there are charts. */
  readonly remark: string | null;
  /** Makes the place of a metric's chart; null where there is none. */
  readonly chart: ((metric: ShownMetric) => Placed & ChartFigure) | null;
}

function headOf({ folder, legend, remark }: Column): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (folder !== '') {
    const name = document.createElement('h4');
    name.textContent = folder;
    parts.push(name);
  }
  if (remark === null) {
    const list = document.createElement('ul');
    list.className = 'legend';
    list.append(...legend);
    parts.push(list);
  } else {
    const said = document.createElement('p');
    said.textContent = remark;
    parts.push(said);
  }
  return parts;
}

/** Elements of several folders, one each. */
function cellsOf(parts: readonly (readonly HTMLElement[])[]): HTMLElement {
  const box = besideOneAnother(parts.length);
  for (const part of parts) {
    const cell = document.createElement('div');
    cell.className = 'folder';
    cell.append(...part);
    box.append(cell);
  }
  return box;
}

/**
 * Puts a row of charts onto the page: the metrics beside one another, or of several folders each metric in a line of its
 * own, a column for each folder.
 */
export function layOut(
  parent: HTMLElement,
  title: string,
  columns: readonly Column[],
  metrics: readonly ShownMetric[],
): Placed[] {
  const heading = document.createElement('h3');
  heading.textContent = title;
  parent.append(heading);
  const [only, ...more] = columns;
  if (only !== undefined && more.length === 0) {
    parent.append(...headOf(only));
    if (only.chart === null) return [];
    const charts = document.createElement('div');
    charts.className = 'charts';
    const placed = metrics.map(only.chart);
    charts.append(...placed.map(({ figure }) => figure));
    parent.append(charts);
    return placed;
  }
  parent.append(cellsOf(columns.map(headOf)));
  return metrics.flatMap((metric) => {
    const placed = columns.map(({ chart }) => chart?.(metric));
    parent.append(cellsOf(placed.map((one) => (one === undefined ? [] : [one.figure]))));
    return placed.filter((one) => one !== undefined);
  });
}
