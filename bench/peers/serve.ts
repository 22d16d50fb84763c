import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

/** What the runner asks a contender for; the same arguments as in `protocol.py`. */
export interface Settings {
  readonly estimator: string;
  readonly threads: number;
  readonly batch: number;
  readonly variables: number;
  readonly categories: number;
  readonly samples: number;
}

/** The requests that a contender in this process answers. */
export interface Handlers {
  readonly description: string;
  /** Takes at most that many steps: gives their ELBOs. */
  steps(most: number): Promise<readonly number[]>;
  check(problem: string, answer: string): Promise<void>;
}

interface Request {
  readonly warmUp?: number;
  readonly run?: number;
  readonly check?: { readonly problem: string; readonly answer: string };
}

const sizes = ['threads', 'batch', 'variables', 'categories', 'samples'] as const;

/** The settings as command-line arguments. */
export function toArguments(settings: Settings): string[] {
  return ['estimator' as const, ...sizes].flatMap((name) => [`--${name}`, String(settings[name])]);
}

/** The settings from this process's arguments. */
export function fromArguments(): Settings {
  const text = { type: 'string' } as const;
  const options = { estimator: text, images: text, mode: text };
  const { values } = parseArgs({
    options: { ...options, ...Object.fromEntries(sizes.map((name) => [name, text] as const)) },
  });
  const given = values as Record<string, string>;
  const numbers = Object.fromEntries(sizes.map((name) => [name, Number(given[name])]));
  return { estimator: given.estimator ?? '', ...numbers } as unknown as Settings;
}

/** Answers requests until standard input ends. */
export async function serve(handlers: Handlers): Promise<void> {
  const answer = (value: object): void => {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  };
  const timed = async (steps: number): Promise<number[]> => {
    const milliseconds: number[] = [];
    while (milliseconds.length < steps) {
      const start = performance.now();
      const elbos = await handlers.steps(steps - milliseconds.length);
      const each = (performance.now() - start) / elbos.length;
      for (const elbo of elbos) {
        if (!Number.isFinite(elbo)) throw new Error(`the ELBO became ${elbo}`);
        milliseconds.push(each);
      }
    }
    return milliseconds;
  };
  answer({ ready: handlers.description });
  for await (const line of createInterface({ input: process.stdin })) {
    const { warmUp, run, check } = JSON.parse(line) as Request;
    if (warmUp !== undefined) {
      const milliseconds = await timed(warmUp);
      answer({ seconds: milliseconds.reduce((sum, value) => sum + value, 0) / 1000 });
    } else if (run !== undefined) {
      answer({ milliseconds: await timed(run) });
    } else if (check !== undefined) {
      await handlers.check(check.problem, check.answer);
      answer({ written: check.answer });
    }
  }
}
