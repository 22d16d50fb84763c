import prettyMilliseconds from 'pretty-ms';
import type { CompareProgress } from '../../../comparisons/compare.ts';
import { warn } from '../../terminal/output.ts';

/** Shows how far a comparison is. */
export interface DrawsDisplay {
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
  let labels: readonly string[] = [];
  let label = '';
  let started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  let hasLine = false;
  const clear = (): void => {
    if (hasLine) process.stderr.write('\r\u001b[K');
    hasLine = false;
  };
  return {
    expect: (all) => {
      labels = all;
    },
    observe: (progress) => {
      const now = performance.now();
      if (progress.label !== label) [label, started] = [progress.label, now];
      const { done, total } = progress;
      if (now - shown < (isTerminal ? TERMINAL_PACE : LOG_PACE)) return;
      shown = now;
      const place = labels.indexOf(label);
      const where = place < 0 ? '' : ` (${place + 1} of ${labels.length})`;
      const remaining = done === 0 ? undefined : ((now - started) / done) * (total - done);
      const eta =
        remaining === undefined ? '…' : prettyMilliseconds(remaining, { secondsDecimalDigits: 0 });
      const line = `${label}${where}: ${done}/${total} | ETA ${eta}`;
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
