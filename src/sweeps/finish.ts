import { ExitCode, VaeBenchError } from '../core/errors.ts';
import { SweepInterruptedError } from '../core/sweep-errors.ts';
import { appendWhole } from '../core/durable-files.ts';
import { nodeFileSystem, quietly } from '../core/file-system.ts';
import { asVariables, runShell, secondsAtEnd } from '../processes/shell.ts';
import type { Plan } from './plan.ts';
import { readRunStatus } from './run-status.ts';

/** What runs at the end of a sweep. */
export interface SweepFinish {
  readonly plan: Plan;
  /** For the shell. */
  readonly command: string;
  /** Undefined when nothing of this launch failed. */
  readonly error: unknown;
  /** What stops the sweep, and then the command. */
  readonly signal: AbortSignal;
  /** Prints a line. */
  readonly print: (line: string) => void;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const whatIs = (missing: number): string =>
  missing === 0 ? 'all runs are complete' : `${missing} runs wait or run elsewhere`;

function statusOf(error: unknown, missing: number): string {
  if (error instanceof SweepInterruptedError) return 'interrupted';
  if (error !== undefined) return 'failed';
  return missing > 0 ? 'incomplete' : 'completed';
}

function factsOf({ plan, error }: SweepFinish): Record<string, string> {
  const { directory, runs } = plan;
  const now = Date.now();
  const states = runs.map(
    ({ directory: run, config }) => readRunStatus(directory.run(run), now, config).state,
  );
  const count = (state: string) => states.filter((one) => one === state).length;
  const missing = runs.length - count('completed');
  const code = error instanceof VaeBenchError ? error.exitCode : ExitCode.runFailed;
  return asVariables({
    kind: 'sweep',
    status: statusOf(error, missing),
    reason: error === undefined ? whatIs(missing) : messageOf(error),
    exit_code: error === undefined ? ExitCode.ok : code,
    folder: directory.path,
    experiment: directory.name,
    runs: runs.length,
    runs_completed: count('completed'),
    runs_failed: count('failed'),
  });
}

/**
 * Runs the command, prints its output and appends it to on-finish.log. What becomes of it changes nothing
 * of the sweep.
 */
export async function finishSweep(finish: SweepFinish): Promise<void> {
  const { plan, command, signal, print } = finish;
  const path = plan.directory.onFinishLog;
  const say = (line: string): void => {
    print(`on finish: ${line}`);
    quietly(() => {
      const text = `${new Date().toISOString()} ${line}\n`;
      appendWhole(nodeFileSystem, { path, durable: false }, Buffer.from(text));
    });
  };
  say(command);
  const { seconds = 0 } = plan.runs[0]?.config.onFinish ?? {};
  const problem = await runShell(command, {
    env: factsOf(finish),
    seconds: secondsAtEnd(seconds, signal),
    signal,
    onLine: say,
  });
  if (problem !== null) say(`the command failed: ${problem}`);
}
