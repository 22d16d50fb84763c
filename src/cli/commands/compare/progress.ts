import prettyMilliseconds from 'pretty-ms';
import type { CompareProgress } from '../../../comparisons/compare.ts';
import { warn } from '../../terminal/output.ts';
import { PointsClock } from './points-clock.ts';

/** One of several points. */
interface PointInTurn {
  readonly name: string;
  /** From 1. */
  readonly place: number;
  readonly count: number;
}

/** Shows how far a comparison is, or the comparisons at several points. */
export interface DrawsDisplay {
  /** The next of several points begins. */
  begin(point: PointInTurn): void;
  /** All that will be drawn, by label. */
  expect(labels: readonly string[]): void;
  observe(progress: CompareProgress): void;
  stop(): void;
}

/** Milliseconds between lines in a log, and between changes of a terminal's line. */
const [LOG_PACE, TERMINAL_PACE] = [10_000, 200];

/** One line that is replaced on a terminal, a line now and then elsewhere; on standard error. */
export function showDraws(): DrawsDisplay {
  const isTerminal = process.stderr.isTTY;
  const clock = new PointsClock();
  let point: PointInTurn | undefined;
  let labels: readonly string[] = [];
  let label = '';
  let started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  let hasLine = false;
  const clear = (): void => {
    if (hasLine) process.stderr.write('\r\u001b[K');
    hasLine = false;
  };
  const remaining = ({ done, total }: CompareProgress, place: number, now: number) => {
    if (point === undefined) return done === 0 ? null : ((now - started) / done) * (total - done);
    const share = (Math.max(0, place) + done / total) / Math.max(1, labels.length);
    return clock.remaining(share, point.count - point.place, now);
  };
  return {
    begin: (next) => {
      clock.begin(performance.now());
      [point, label] = [next, ''];
    },
    expect: (all) => {
      labels = all;
    },
    observe: (progress) => {
      const now = performance.now();
      if (progress.label !== label) [label, started] = [progress.label, now];
      const { done, total } = progress;
      const place = labels.indexOf(label);
      clock.drew();
      if (now - shown < (isTerminal ? TERMINAL_PACE : LOG_PACE)) return;
      shown = now;
      const which = point && `point ${point.place} of ${point.count} (${point.name}) | `;
      const where = place < 0 ? '' : ` (${place + 1} of ${labels.length})`;
      const left = remaining(progress, place, now);
      const eta = left === null ? '…' : prettyMilliseconds(left, { secondsDecimalDigits: 0 });
      const line = `${which ?? ''}${label}${where}: ${done}/${total} | ETA ${eta}`;
      if (isTerminal) {
        clear();
        warn(line);
        hasLine = true;
      } else {
        warn(`${line}\n`);
      }
    },
    stop: clear,
  };
}
