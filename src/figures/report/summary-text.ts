import { duration } from '../../core/quantities.ts';
import { shownEffect, shownEstimate, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Side } from '../effect.ts';
import { costOf } from '../standing.ts';
import type { Rival, Standing } from '../standing.ts';
import { shownRivalry, stepsOf } from '../tables/standings.ts';

/** Steps that the runs of the paper took. */
const PAPER_STEPS = 1_000_000;

const grouped = (count: number): string => count.toLocaleString('en');

const list = new Intl.ListFormat('en-GB');

const labelOf = ({ ranked }: Rival): string => ranked.series.label;

/** Whether the pairs tell the leader from every other one that has a rank. */
export const isDecided = ({ open, next }: Standing): boolean => open.length === 0 && next !== null;

/** `at 5,000 of 5,000 steps`, or the range of what differs. */
export function progressText(standings: readonly Standing[]): string {
  const range = (counts: readonly number[]) => {
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return least === most ? grouped(most) : `${grouped(least)} to ${grouped(most)}`;
  };
  const [at, planned] = [standings.map(({ leader }) => leader.step), standings.map(stepsOf)];
  const short = Math.max(...at) < PAPER_STEPS ? '; those of the paper took 1,000,000' : '';
  return `The runs are at ${range(at)} of ${range(planned)} steps${short}.`;
}

/** Others that a sentence names before it counts. */
const NAMED = 3;

/** `ARS (3), ARM (2) and 4 others`. */
function someOf(rivals: readonly Rival[]): string {
  const more = rivals.length - NAMED;
  const named = rivals.slice(0, more === 1 ? NAMED + 1 : NAMED).map(labelOf);
  return list.format(more > 1 ? [...named, `${more} others`] : named);
}

/** `C = 10`, which no line ends within. */
const placeOf = ({ panel }: Standing): string => panel.title.replaceAll(' = ', '\u00a0=\u00a0');

/** Who leads where, in a sentence or two. */
export function headlines(standings: readonly Standing[]): string[] {
  const decided = standings.filter(isDecided);
  const names = [...new Set(decided.map(({ leader }) => leader.series.group))];
  const leads = names.map((name) => {
    const places = decided.filter(({ leader }) => leader.series.group === name);
    return `${name} leads for ${list.format(places.map(placeOf))}.`;
  });
  const open = standings.filter((one) => one.next !== null && !isDecided(one));
  const ahead = open.map(
    (one) =>
      `For ${placeOf(one)}, ${one.leader.series.label} is ahead, but not told from ${someOf(one.open)}.`,
  );
  const places = list.format(open.map(placeOf));
  const alone = standings.filter(({ next }) => next === null);
  return [
    ...leads,
    // Each of them has a card that says more.
    ...(open.length > NAMED ? [`For ${places} it is undecided.`] : ahead),
    ...(alone.length === 0
      ? []
      : [`For ${list.format(alone.map(placeOf))} there is nothing to compare with.`]),
  ];
}

/** A lead over one other. */
export interface Margin {
  /** `+1.93`, `× 0.42`; or a dash without a seed in common. */
  readonly effect: string;
  /** ` nats [+1.60, +2.26]`. */
  readonly interval: string;
  /** `against ARS (3), the next; n = 3, undecided`. */
  readonly other: string;
}

/** What the pairs of seeds say of a lead besides its size. */
const remarks = {
  better: '',
  worse: ', worse over the seeds in common',
  undecided: ', undecided',
  'too few': ', too few for an interval',
} as const satisfies Record<Side, string>;

function margin({ metric }: Standing, { ranked, effect, side }: Rival, role: string): Margin {
  const unit = effect.kind === 'ratio' ? '' : ` ${metrics[metric].unit}`;
  return {
    effect: shownEffect(effect),
    interval: effect.interval === null ? unit : `${unit} ${shownInterval(effect)}`,
    other: `against ${ranked.series.label}, ${role}; n = ${effect.n}${remarks[side]}`,
  };
}

/** What the leader is ahead of: the next, and the baseline where that is another one. */
export function margins(standing: Standing): Margin[] {
  const { next, baseline } = standing;
  if (next === null) return [];
  if (baseline === null) return [margin(standing, next, 'the next')];
  if (baseline.ranked === next.ranked) return [margin(standing, next, 'the next and the baseline')];
  return [margin(standing, next, 'the next'), margin(standing, baseline, 'the baseline')];
}

/** Who leads in one line: `ARS+ (3), +0.35 [+0.20, +0.50] against ARS (3)`. */
export function leadLine(standing: Standing): string {
  const { leader, next } = standing;
  if (next === null) return leader.series.label;
  const open = isDecided(standing) ? '' : ', undecided';
  return `${leader.series.label}, ${shownRivalry(next)} against ${labelOf(next)}${open}`;
}

const times = (one: number, other: number): string => {
  const ratio = one / other;
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`;
};

/** What the lead costs: `46 evaluations of f per datapoint (4.6 × the baseline), 2m 3s (1.3 ×)`. */
export function costText({ leader, baseline, metric }: Standing): string {
  const cost = costOf(leader, metric);
  const other = baseline && costOf(baseline.ranked, metric);
  const beside = (mine: number | null, its: number | null | undefined) =>
    mine === null || its === null || its === undefined || its === 0 || mine === its
      ? ''
      : ` (${times(mine, its)} the baseline)`;
  const parts = [
    cost.evaluations === null
      ? 'evaluations of f not known yet'
      : `${grouped(cost.evaluations)} evaluations of f per datapoint${beside(cost.evaluations, other?.evaluations)}`,
    cost.seconds === null
      ? 'time not recorded'
      : `${duration(cost.seconds)}${beside(cost.seconds, other?.seconds)}`,
  ];
  return parts.join(', ');
}

/** What is left open, and for want of what. */
export function openText({ open, behind, leader }: Standing): string[] {
  const few = open.filter(({ side }) => side === 'too few');
  const unclear = open.filter(({ side }) => side !== 'too few');
  const pairs = [...new Set(unclear.map(({ effect }) => effect.n))].toSorted((a, b) => a - b);
  return [
    ...(unclear.length === 0
      ? []
      : [
          `not told from it by ${list.format(pairs.map(String))} seeds: ${list.format(unclear.map(labelOf))}`,
        ]),
    ...(few.length === 0
      ? []
      : [`fewer than two seeds in common: ${list.format(few.map(labelOf))}`]),
    ...(behind.length === 0
      ? []
      : [
          `not as far as step ${grouped(leader.step)}, or without values: ` +
            list.format(behind.map(({ series, step }) => `${series.label} at ${grouped(step)}`)),
        ]),
  ];
}

/** `−116.22 ± 0.11 nats, mean of 3 seeds`. */
export function valueText({ metric, leader }: Standing): string {
  const { n } = leader.final ?? { n: 0 };
  return `${shownEstimate(metric, leader.final)} ${metrics[metric].unit}, ${n === 1 ? 'one seed' : `mean of ${n} seeds`}`;
}
