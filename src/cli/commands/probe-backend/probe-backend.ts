import { probe } from '../../../benchmarks/probe.ts';
import type { Attempt } from '../../../benchmarks/probe-process.ts';
import { BackendUnavailableError } from '../../../core/backend-errors.ts';
import { print } from '../../terminal/output.ts';
import type { ProbeBackendOptions } from './command.ts';

async function attempt({ backend, threads, gpu }: ProbeBackendOptions): Promise<Attempt> {
  try {
    return { probe: await probe({ name: backend, threads: threads ?? null, gpu }) };
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) throw error;
    return { failure: { reason: error.reason, remedy: error.remedy } };
  }
}

/** Tries one backend in this process, which may not survive it, and prints an `Attempt`. */
export async function probeBackend(options: ProbeBackendOptions): Promise<void> {
  await print(`${JSON.stringify(await attempt(options))}\n`);
}
