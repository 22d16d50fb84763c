import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { takesGpu } from '../backends/table.ts';
import type { BackendName } from '../backends/table.ts';
import { settingsOf, valueAt } from '../config/resolve.ts';
import type { Config } from '../config/schema.ts';
import { StoppedError } from '../core/stop-errors.ts';
import { UsageError } from '../core/errors.ts';
import { packageRoot } from '../core/package.ts';
import type { ProcessesResult, ProcessResult, Report } from './results.ts';
import { spreadOf } from './spread.ts';
import type { TimedStep } from './step-timing.ts';

interface ProcessSteps {
  readonly steps: readonly TimedStep[];
  readonly peakMegabytes: number;
}

/** The steps of each list that ran while those of all the others were running. */
export function overlapping(lists: readonly (readonly TimedStep[])[]): TimedStep[][] {
  const endOf = ({ started, milliseconds }: TimedStep) => started + milliseconds;
  const first = Math.max(...lists.map((steps) => steps[0]?.started ?? Number.POSITIVE_INFINITY));
  const last = Math.min(
    ...lists.map((steps) => Math.max(Number.NEGATIVE_INFINITY, ...steps.map(endOf))),
  );
  return lists.map((steps) => steps.filter((step) => step.started >= first && endOf(step) <= last));
}

/** The flags that make `vae-bench bench` time this configuration alone, on one thread. */
function flagsOf(config: Config, backend: BackendName): string[] {
  const { gpu } = config.backend;
  const others = settingsOf(config).filter(({ path }) => !path.startsWith('backend.'));
  return [
    'bench',
    '--json',
    '--no-floor',
    '--backend',
    backend,
    '--threads',
    '1',
    ...(gpu !== null && takesGpu(backend) ? ['--gpu', String(gpu)] : []),
    ...others.flatMap(({ path }) => ['--set', `${path}=${JSON.stringify(valueAt(config, path))}`]),
  ];
}

const run = promisify(execFile);
/** Room for the report of a child. */
const MAX_OUTPUT_BYTES = 2 ** 28;

async function measure(flags: readonly string[], signal: AbortSignal): Promise<ProcessSteps> {
  const bin = join(packageRoot, 'dist', 'bin.js');
  try {
    const { stdout } = await run(process.execPath, [bin, ...flags], {
      signal,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    const report = JSON.parse(stdout) as Report;
    const { started = [], milliseconds = [] } = report.steps[0]?.each ?? {};
    return {
      steps: started.map((at, step) => ({ started: at, milliseconds: milliseconds[step] ?? 0 })),
      peakMegabytes: report.peak_resident_megabytes,
    };
  } catch (error) {
    // The signal of a terminal reaches the child, too, which may end before the abort.
    throw signal.aborted ? new StoppedError(String(signal.reason)) : error;
  }
}

function resultOf(steps: readonly TimedStep[], peakMegabytes: number): ProcessResult {
  if (steps.length === 0) {
    throw new UsageError(
      'The two processes took no step side by side: one had ended when the other began. Use more --steps.',
    );
  }
  return {
    steps: steps.length,
    milliseconds: spreadOf(steps.map(({ milliseconds }) => milliseconds)),
    peak_resident_megabytes: peakMegabytes,
  };
}

/**
 * Times the steps of one process of one thread, of two that run side by side, and of one again, so
 * that a machine that becomes slower or faster does so for both. The two start together; steps that
 * one of them takes while the other does not are left out.
 */
export async function compareProcesses(
  config: Config,
  backend: BackendName,
  signal: AbortSignal,
): Promise<ProcessesResult> {
  const flags = flagsOf(config, backend);
  const before = await measure(flags, signal);
  const pair = await Promise.all([measure(flags, signal), measure(flags, signal)]);
  const after = await measure(flags, signal);
  const alone = resultOf([...before.steps, ...after.steps], before.peakMegabytes);
  const both = overlapping(pair.map(({ steps }) => steps));
  const sideBySide = pair.map(({ peakMegabytes }, at) => resultOf(both[at] ?? [], peakMegabytes));
  const together = sideBySide.reduce((sum, { milliseconds }) => sum + 1 / milliseconds.median, 0);
  return {
    estimator: config.estimator,
    categories: config.categories,
    backend,
    alone,
    side_by_side: sideBySide,
    throughput_ratio: together * alone.milliseconds.median,
  };
}
