import { shownMetrics } from '../../metrics/table.ts';
import { smoothingNames } from '../smooth.ts';
import { xAxisNames } from '../x-axes.ts';
import { unchosen } from './state.ts';
import type { Range, View } from './state.ts';

/** What a fragment may say, by the name that it has there. */
const KEYS = ['x', 'smooth', 'metric', 'scale', 'hide', 'pair', 'zoom'] as const;

type Key = (typeof KEYS)[number];

/** Seven digits of a place are more than a screen shows. */
const place = (value: number): string => String(Number(value.toPrecision(7)));

/** What the reader has chosen as the fragment of an address, without its `#`; empty when nothing is chosen. */
export function fragmentOf(view: View): string {
  const { axis, smoothing, metric, isCommonScale, hidden, pair, zoom } = view;
  const said = new URLSearchParams();
  const add = (key: Key, value: string) => {
    said.append(key, value);
  };
  if (axis !== 'steps') add('x', axis);
  if (smoothing !== null) add('smooth', smoothing);
  if (metric !== null) add('metric', metric);
  if (isCommonScale) add('scale', 'common');
  for (const title of [...hidden].toSorted()) add('hide', title);
  for (const title of pair ?? []) add('pair', title);
  for (const [row, [low, high]] of zoom) add('zoom', `${place(low)},${place(high)},${row}`);
  return said.toString();
}

/** `1000,3000,C = 10`: a range and the row that it is of. */
function zoomOf(text: string): readonly [string, Range] | undefined {
  const [, from, to, row] = /^([^,]+),([^,]+),(.+)$/s.exec(text) ?? [];
  const [low, high] = [Number(from), Number(to)];
  if (row === undefined || !Number.isFinite(low) || !Number.isFinite(high) || !(low < high)) {
    return undefined;
  }
  return [row, [low, high]];
}

const among = <T extends string>(names: readonly T[], text: string | null): T | undefined =>
  names.find((name) => name === text);

/**
 * What a fragment says that the reader has chosen; what it says of anything else, and what makes no sense, counts as
 * not chosen.
 *
 * @returns undefined for one that says nothing of it, such as the name of a section.
 */
export function viewOf(fragment: string): View | undefined {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  if (!KEYS.some((key) => said.has(key))) return undefined;
  const [one, other, ...more] = said.getAll('pair');
  const isPair = one !== undefined && other !== undefined && more.length === 0;
  return {
    ...unchosen(),
    axis: among(xAxisNames, said.get('x')) ?? 'steps',
    smoothing: among(smoothingNames, said.get('smooth')) ?? null,
    metric: among(shownMetrics, said.get('metric')) ?? null,
    isCommonScale: said.get('scale') === 'common',
    hidden: new Set(said.getAll('hide')),
    pair: isPair ? [one, other] : null,
    zoom: new Map(
      said
        .getAll('zoom')
        .map(zoomOf)
        .filter((one) => one !== undefined),
    ),
  };
}
