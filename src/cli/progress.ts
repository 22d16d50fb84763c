import { MultiBar, Presets } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import prettyMilliseconds from 'pretty-ms';
import type { LogConsole } from '../runs/log.ts';
import type { TrainingEvent } from '../training/train.ts';
import { Pace } from './pace.ts';
import type { Progress } from './pace.ts';

/** Shows how a run goes on; everything else that is printed meanwhile goes through `console`. */
export interface ProgressDisplay {
  readonly console: LogConsole;
  observe(event: TrainingEvent): void;
  stop(): void;
}

/** Milliseconds between lines where there is no terminal, after the first. */
const HEARTBEAT = 10_000;
/** The first line comes early, so that a log shows life at once. */
const FIRST_HEARTBEAT = 2000;

function payload({ bound, stepsPerSecond, remaining }: Progress): Record<string, string> {
  const digits = stepsPerSecond < 10 ? 2 : 0;
  return {
    bound: Number.isNaN(bound) ? '…' : bound.toFixed(2),
    speed: stepsPerSecond === 0 ? '…' : stepsPerSecond.toFixed(digits),
    remaining:
      remaining === null ? '…' : prettyMilliseconds(remaining, { secondsDecimalDigits: 0 }),
  };
}

/** A bar that redraws itself, for terminals. */
class BarDisplay implements ProgressDisplay {
  readonly console: LogConsole;
  readonly #bars: MultiBar;
  readonly #bar: SingleBar;
  readonly #pace: Pace;
  #stopped = false;

  constructor(stream: NodeJS.WriteStream, pace: Pace, steps: number) {
    this.#pace = pace;
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
    this.#bar = this.#bars.create(steps, 0, { ...payload(pace.progress), note: '' });
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
    this.#pace.observe(event, performance.now());
    const { progress } = this.#pace;
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
  readonly #pace: Pace;
  readonly #timer: NodeJS.Timeout;
  #next: number;

  constructor(stream: NodeJS.WritableStream, pace: Pace) {
    this.console = {
      write: (text) => {
        stream.write(text);
      },
      colour: false,
    };
    this.#stream = stream;
    this.#pace = pace;
    this.#next = performance.now() + FIRST_HEARTBEAT;
    this.#timer = setInterval(() => {
      this.#beat();
    }, 500);
  }

  #beat(): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + HEARTBEAT;
    const { progress } = this.#pace;
    const { bound = '', speed = '', remaining = '' } = payload(progress);
    this.#stream.write(
      `step ${progress.step}/${progress.steps} | bound ${bound} nats | ${speed} steps/s | ETA ${remaining}\n`,
    );
  }

  observe(event: TrainingEvent): void {
    this.#pace.observe(event, performance.now());
    this.#beat();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** A bar on a terminal, heartbeat lines elsewhere; on standard error. */
export function showProgress(steps: number, every: number): ProgressDisplay {
  const pace = new Pace(steps, every, performance.now());
  return process.stderr.isTTY
    ? new BarDisplay(process.stderr, pace, steps)
    : new HeartbeatDisplay(process.stderr, pace);
}
