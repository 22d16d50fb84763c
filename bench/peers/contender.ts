import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** How to start a contender's process. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A contender's process could not be started, ended, or answered something unexpected. */
export class ContenderError extends Error {
  override readonly name = 'ContenderError';
}

const ready = z.object({ ready: z.string() });
const warmedUp = z.object({ seconds: z.number() });
const ran = z.object({ milliseconds: z.array(z.number()) });
const written = z.object({ written: z.string() });

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const STDERR_KEPT = 4000;

/** The line of a traceback that names the error: the last one that starts at the margin. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^[A-Za-z]/.test(line));
  return (lines.at(-1) ?? '').trim();
}

/**
 * A long-lived process that trains when it is told to, and blocks reading in between.
 *
 * It answers every line of JSON on its standard input with one on its standard output; see
 * `protocol.py`.
 */
export class Contender {
  /** Framework, version and mode. */
  readonly description: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #stderr: () => string;

  private constructor(
    description: string,
    child: ChildProcessByStdio<Writable, Readable, Readable>,
    lines: AsyncIterator<string>,
    stderr: () => string,
  ) {
    this.description = description;
    this.#process = child;
    this.#lines = lines;
    this.#stderr = stderr;
  }

  /**
   * Starts a contender and waits until it says that it is ready.
   *
   * @throws ContenderError with the last line of its standard error when it ends first.
   */
  static async start({ file, args, env }: Command): Promise<Contender> {
    const child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    child.on('error', (error) => (stderr += `\n${error.message}`));
    // A process that is gone shows in the missing answer, which has the better message.
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await answer(lines, () => stderr, ready);
    return new Contender(first.ready, child, lines, () => stderr);
  }

  async #request<T>(request: object, schema: z.ZodType<T>): Promise<T> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return answer(this.#lines, this.#stderr, schema);
  }

  /** Compiles and takes `steps` untimed steps; returns the seconds that took. */
  async warmUp(steps: number): Promise<number> {
    return (await this.#request({ warmUp: steps }, warmedUp)).seconds;
  }

  /** Takes `steps` steps; returns the milliseconds of each, by the contender's own clock. */
  async run(steps: number): Promise<number[]> {
    return (await this.#request({ run: steps }, ran)).milliseconds;
  }

  /** Takes the step of the folder `problem`, and writes what it computed to the folder `answer`. */
  async check(problem: string, answerFolder: string): Promise<void> {
    await this.#request({ check: { problem, answer: answerFolder } }, written);
  }

  /** Processor seconds it has used so far, all its threads together; NaN where there is no /proc. */
  processorSeconds(): number {
    try {
      const text = readFileSync(`/proc/${this.#process.pid ?? ''}/stat`, 'utf8');
      // Fields are counted behind the name, which is in parentheses: utime and stime.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    } catch {
      return Number.NaN;
    }
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin.end();
    await ended;
  }
}

async function answer<T>(
  lines: AsyncIterator<string>,
  stderr: () => string,
  schema: z.ZodType<T>,
): Promise<T> {
  const next = await lines.next();
  if (next.done === true) {
    throw new ContenderError(lastWords(stderr()) || 'its process ended without an answer');
  }
  const parsed = schema.safeParse(parseJson(next.value));
  if (!parsed.success) {
    throw new ContenderError(`it answered ${JSON.stringify(next.value)}, which is no valid answer`);
  }
  return parsed.data;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
