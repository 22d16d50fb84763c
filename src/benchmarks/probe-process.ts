import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BackendSettings } from '../backends/select.ts';
import { packageRoot } from '../core/package.ts';
import { firstLine } from '../core/text.ts';
import type { Probe } from './probe.ts';

/** Why a backend does not work, and what to do. */
export interface ProbeFailure {
  readonly reason: string;
  readonly remedy: string;
}

/** What came of trying a backend. */
export type Attempt = { readonly probe: Probe } | { readonly failure: ProbeFailure };

const run = promisify(execFile);

/** What execFile says of a process that did not end well. */
interface Ended {
  readonly killed?: boolean;
  readonly signal?: string | null;
  readonly stderr?: string;
}

/** What a process said of its error: neither the frames of a stack nor the line above it. */
function complaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => !/^\s*(at .*)?$|^This is a bug/.test(line));
  return firstLine(lines[0] ?? '');
}

function failureOf({ killed, signal, stderr = '' }: Ended, limit: number): ProbeFailure {
  if (killed === true) {
    return {
      reason: `it did not answer within ${limit} s`,
      remedy: 'Give it more time with --time-limit.',
    };
  }
  const said = complaint(stderr);
  const end = typeof signal === 'string' ? `was ended by ${signal}` : 'failed';
  return {
    reason: `its process ${end}${said === '' ? '' : `: ${said}`}`,
    remedy: 'Take another backend.',
  };
}

/**
 * Tries a backend in a process of its own, so that one that crashes or hangs takes nothing with it.
 *
 * @param limit - seconds after which the process is ended.
 * @param bin - the file that is run as vae-bench.
 */
export async function probeInProcess(
  { name, threads, gpu = null }: BackendSettings,
  limit: number,
  bin = join(packageRoot, 'dist', 'bin.js'),
): Promise<Attempt> {
  const flags = [
    ...['--backend', name],
    ...(threads === null ? [] : ['--threads', String(threads)]),
    ...(gpu === null ? [] : ['--gpu', String(gpu)]),
  ];
  try {
    const { stdout } = await run(process.execPath, [bin, 'probe-backend', ...flags], {
      timeout: 1000 * limit,
      killSignal: 'SIGKILL',
    });
    // Libraries may print something, too.
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Attempt;
  } catch (error) {
    return { failure: failureOf(error as Ended, limit) };
  }
}
