import xterm from '@xterm/headless';
import { shellCommand, startShellOnTerminal } from './terminal.ts';

/** A text without its breaks between words. */
export const unbroken = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** A terminal of a given size that shows what programs write to it. */
class Screen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  /** What was on the screen after each piece of output. */
  readonly frames: string[] = [];

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({
      ...{ cols: columns, rows, scrollback: 10_000, allowProposedApi: true },
    });
  }

  async write(output: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#terminal.write(output, resolve);
    });
    this.frames.push(this.#lines(this.#terminal.buffer.active.baseY).join('\n'));
  }

  /** All lines, those that have scrolled away first. */
  get lines(): string[] {
    return this.#lines(0);
  }

  /** The same as one line: what was broken between words is whole again. */
  get text(): string {
    return unbroken(this.lines.join('\n'));
  }

  #lines(first: number): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: active.length - first },
      (_, at) => active.getLine(first + at)?.translateToString(true) ?? '',
    );
  }
}

/** Runs vae-bench to its end on a terminal of this many columns. */
export async function runOnScreen(
  columns: number,
  args: readonly string[],
  {
    rows = 40,
    onFrame,
  }: { rows?: number; onFrame?: (frame: string, press: (keys: string) => void) => void } = {},
) {
  const screen = new Screen(columns, rows);
  const child = startShellOnTerminal(
    `stty cols ${columns} rows ${rows}; exec ${shellCommand(...args)}`,
  );
  let shown = Promise.resolve();
  child.stdout.on('data', (chunk: Buffer) => {
    shown = shown.then(async () => {
      await screen.write(chunk.toString());
      onFrame?.(screen.frames.at(-1) ?? '', (keys) => child.stdin.end(keys));
    });
  });
  if (onFrame === undefined) child.stdin.end();
  const { exitCode } = await child;
  await shown;
  return { exitCode, screen };
}
