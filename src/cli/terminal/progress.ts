import { MultiBar, Presets } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import prettyMilliseconds from 'pretty-ms';
import type { LogConsole } from '../../runs/log.ts';
import type { TrainingEvent } from '../../training/train.ts';
import { speed } from './format.ts';
import { ProgressTracker } from './progress-tracker.ts';
import type { Progress } from './progress-tracker.ts';

/** Shows the progress of a run; everything else that is printed meanwhile goes through `console`. */
export interface ProgressDisplay {
  readonly console: LogConsole;
  observe(event: TrainingEvent): void;
  stop(): void;
}

/** Milliseconds between lines where there is no terminal, after the first. */
const HEARTBEAT = 10_000;
/** The first line comes early, so that a log shows life at once. */
const FIRST_HEARTBEAT = 2000;

function payload({ bound, stepsPerSecond, remaining }: Progress) {
  return {
    bound: Number.isNaN(bound) ? '…' : bound.toFixed(2),
    speed: stepsPerSecond === 0 ? '…' : speed(stepsPerSecond),
    remaining:
      remaining === null ? '…' : prettyMilliseconds(remaining, { secondsDecimalDigits: 0 }),
  };
}

/** A bar that redraws itself, for terminals. */
class BarDisplay implements ProgressDisplay {
  readonly console: LogConsole;
  readonly #bars: MultiBar;
  readonly #bar: SingleBar;
  readonly #tracker: ProgressTracker;
  #stopped = false;

  constructor(stream: NodeJS.WriteStream, tracker: ProgressTracker, steps: number) {
    this.#tracker = tracker;
    this.#bars = new MultiBar(
      {
        stream,
        format:
          '{bar} {value}/{total} | bound {bound} nats | {speed} steps/s | ETA {remaining}{note}',
        barsize: 20,
        hideCursor: true,
        clearOnComplete: true,
        // Signals are the command's business (signals.ts).
        gracefulExit: false,
        fps: 8,
      },
      Presets.shades_classic,
    );
    this.#bar = this.#bars.create(steps, 0, { ...payload(tracker.progress), note: '' });
    this.console = {
      write: (text) => {
        this.#bars.log(text);
        // The bars hold a line back until they are drawn again, which may be never.
        this.#bars.update();
      },
      colour: stream.hasColors(),
    };
  }

  observe(event: TrainingEvent): void {
    this.#tracker.observe(event, performance.now());
    const { progress } = this.#tracker;
    const note = event.type === 'measuring' ? ' | measuring' : '';
    this.#bar.update(progress.step, { ...payload(progress), note });
    // Eager backends leave the event loop little time for the bar's own timer.
    if (event.type === 'measuring') this.#bars.update();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#bars.stop();
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
    const { progress } = this.#tracker;
    const { bound, speed: rate, remaining } = payload(progress);
    this.#stream.write(
      `step ${progress.step}/${progress.steps} | bound ${bound} nats | ${rate} steps/s | ETA ${remaining}\n`,
    );
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
    ? new BarDisplay(process.stderr, tracker, steps)
    : new HeartbeatDisplay(process.stderr, tracker);
}
