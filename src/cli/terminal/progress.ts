import prettyMilliseconds from 'pretty-ms';
import stringWidth from 'string-width';
import type { LogConsole } from '../../runs/log.ts';
import type { TrainingEvent } from '../../training/train.ts';
import { percent, speed } from '../../core/quantities.ts';
import { LiveView, roomOf } from './live-view.ts';
import { ProgressTracker } from './progress-tracker.ts';
import type { Progress } from './progress-tracker.ts';

/** Shows the progress of a run; everything else that is printed meanwhile goes through `console`. */
export interface ProgressDisplay {
  readonly console: LogConsole;
  observe(event: TrainingEvent): void;
  stop(): void;
}

/** Milliseconds between two drawings of the bar. */
const REDRAW = 125;
/** Milliseconds between lines where there is no terminal, after the first. */
const HEARTBEAT = 10_000;
/** The first line comes early, so that a log shows life at once. */
const FIRST_HEARTBEAT = 2000;

/** `100/400 | bound -130.52 nats | 14 steps/s | ETA 3m 2s | measuring 45 %` */
function progressText({
  step,
  steps,
  bound,
  stepsPerSecond,
  remaining,
  measured,
}: Progress): string {
  const eta = remaining === null ? '…' : prettyMilliseconds(remaining, { secondsDecimalDigits: 0 });
  return [
    `${step}/${steps}`,
    `bound ${Number.isNaN(bound) ? '…' : bound.toFixed(2)} nats`,
    `${stepsPerSecond === 0 ? '…' : speed(stepsPerSecond)} steps/s`,
    `ETA ${eta}`,
    ...(measured === null ? [] : [`measuring ${percent(measured)}`]),
  ].join(' | ');
}

/** Characters of a bar, where there is room for it. */
const BAR = { widest: 20, narrowest: 5 };

/** A bar and the numbers; the numbers alone where both do not fit on one line. */
function barLine(progress: Progress, columns: number): string {
  const text = progressText(progress);
  const size = Math.min(BAR.widest, columns - stringWidth(text) - 1);
  if (size < BAR.narrowest) return text;
  const full = Math.floor((size * progress.step) / progress.steps);
  return `${'█'.repeat(full)}${'░'.repeat(size - full)} ${text}`;
}

/** A bar that redraws itself, for terminals. */
class BarDisplay implements ProgressDisplay {
  readonly console: LogConsole;
  readonly #stream: NodeJS.WriteStream;
  readonly #view: LiveView;
  readonly #tracker: ProgressTracker;
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;
  #stopped = false;

  constructor(stream: NodeJS.WriteStream, tracker: ProgressTracker) {
    this.#stream = stream;
    this.#tracker = tracker;
    this.#view = new LiveView(stream);
    this.console = {
      write: (text) => {
        this.#view.print(text.replace(/\n$/, ''));
      },
      colour: stream.hasColors(),
    };
    this.#draw();
    this.#timer = setInterval(() => {
      this.#draw();
    }, REDRAW);
  }

  #draw(): void {
    this.#view.draw([barLine(this.#tracker.progress, roomOf(this.#stream).columns)]);
    this.#drawn = performance.now();
  }

  observe(event: TrainingEvent): void {
    const now = performance.now();
    this.#tracker.observe(event, now);
    // Eager backends leave the event loop little time for the timer.
    const begins = event.type === 'measuring' && event.done === 0;
    if (begins || now - this.#drawn >= REDRAW) this.#draw();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#view.clear();
    this.#view.stop();
  }
}

/** A line now and then, for pipes and log files. */
class HeartbeatDisplay implements ProgressDisplay {
  readonly console: LogConsole;
  readonly #stream: NodeJS.WritableStream;
  readonly #tracker: ProgressTracker;
  readonly #timer: NodeJS.Timeout;
  #next: number;

  constructor(stream: NodeJS.WritableStream, tracker: ProgressTracker) {
    this.console = {
      write: (text) => {
        stream.write(text);
      },
      colour: false,
    };
    this.#stream = stream;
    this.#tracker = tracker;
    this.#next = performance.now() + FIRST_HEARTBEAT;
    this.#timer = setInterval(() => {
      this.#beat();
    }, 500);
  }

  #beat(): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + HEARTBEAT;
    this.#stream.write(`step ${progressText(this.#tracker.progress)}\n`);
  }

  observe(event: TrainingEvent): void {
    this.#tracker.observe(event, performance.now());
    this.#beat();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** A bar on a terminal, heartbeat lines elsewhere; on standard error. */
export function showProgress(steps: number, every: number): ProgressDisplay {
  const tracker = new ProgressTracker(steps, every, performance.now());
  return process.stderr.isTTY
    ? new BarDisplay(process.stderr, tracker)
    : new HeartbeatDisplay(process.stderr, tracker);
}
