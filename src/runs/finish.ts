import { basename, dirname, resolve } from 'node:path';
import { ExitCode, VaeBenchError } from '../core/errors.ts';
import { quietly } from '../core/file-system.ts';
import { asVariables, runShell, secondsAtEnd } from '../processes/shell.ts';
import { annotationsOf } from '../run-files/annotations.ts';
import { lastRow } from '../run-files/csv.ts';
import { readBytes } from '../run-files/reading.ts';
import { readRunRecord } from '../run-files/run-record.ts';
import { openLog } from './log.ts';
import { outcomeOf } from './record.ts';
import type { Start } from './start.ts';

/** How a start ended. */
interface End {
  /** Undefined when the run is complete. */
  readonly error: unknown;
}

function exitCodeOf({ error }: End): number {
  if (error === undefined) return ExitCode.ok;
  return error instanceof VaeBenchError ? error.exitCode : ExitCode.runFailed;
}

/** What the command learns of the run, from its files as they are at the end. */
function factsOf({ resolved, directory }: Start, end: End): Record<string, string> {
  const { value: record } = readRunRecord(directory.record);
  const { config, seed, chosen } = resolved;
  const { status, reason } =
    end.error === undefined
      ? { status: 'completed', reason: 'completed all steps' }
      : outcomeOf(end.error);
  const { step, ...metrics } = lastRow(readBytes(directory.metrics).value ?? Buffer.alloc(0)) ?? {};
  const { tags, note } = annotationsOf(record, undefined);
  return asVariables({
    kind: 'run',
    status,
    reason,
    exit_code: exitCodeOf(end),
    folder: resolve(directory.path),
    experiment: config.name,
    run: basename(dirname(directory.path)),
    seed,
    estimator: chosen.estimator.name,
    steps: config.steps,
    steps_done: record?.steps_done,
    tags: tags.join(','),
    note,
    measured_step: step,
    ...metrics,
  });
}

/** A start that was refused has changed nothing, and one of a complete run has done nothing. */
const wasRefused = ({ error }: End): boolean =>
  error instanceof VaeBenchError && error.exitCode === ExitCode.usage;

/** Runs the command; what becomes of it changes nothing of the run. */
async function runCommand(start: Start, command: string, end: End): Promise<void> {
  const { options, resolved, directory, fs } = start;
  const { signal, console } = options;
  const log = openLog(fs, directory.log, console);
  const say = (text: string): void => {
    // A full disk must not hide how the run ended.
    quietly(() => {
      log.info({ on_finish: true }, `on finish: ${text}`);
    });
  };
  say(command);
  const problem = await runShell(command, {
    env: factsOf(start, end),
    seconds: secondsAtEnd(resolved.config.onFinish.seconds, signal),
    onLine: say,
    ...(signal !== undefined && { signal }),
  });
  if (problem === null) return;
  quietly(() => {
    log.warn({ on_finish: true }, `on finish: the command failed: ${problem}`);
  });
}

/**
 * Runs `work`, and then the command that the configuration has for its end.
 *
 * @param work - resolves to a run without a `final` row when there was nothing to do.
 */
export async function finishing<Result extends { readonly final: unknown }>(
  start: Start,
  work: () => Promise<Result>,
): Promise<Result> {
  const { command } = start.resolved.config.onFinish;
  if (command === null) return work();
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    const end = { error };
    if (!wasRefused(end)) await runCommand(start, command, end);
    throw error;
  }
  if (result.final !== null) await runCommand(start, command, { error: undefined });
  return result;
}
