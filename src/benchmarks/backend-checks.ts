import type { BackendName } from '../backends/select.ts';
import { backendNames } from '../backends/table.ts';
import type { Probe } from './probe.ts';
import type { Attempt, ProbeFailure } from './probe-process.ts';

/** Rounding changes the ELBO of a few steps by far less, relatively. */
const TOLERANCE = 1e-3;

/** Whether a backend works here. */
export interface BackendCheck {
  readonly backend: BackendName;
  readonly works: boolean;
  readonly description: string | null;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly first_step_milliseconds: number | null;
  readonly step_milliseconds: number | null;
}

function failed(backend: BackendName, { reason, remedy }: ProbeFailure): BackendCheck {
  return {
    ...{ backend, works: false, description: null, reason, remedy },
    ...{ first_step_milliseconds: null, step_milliseconds: null },
  };
}

/** How the ELBO of a step differs from that of plain JavaScript; undefined where none does. */
function disagreement(found: Probe, expected: Probe): string | undefined {
  const step = expected.elbos.findIndex((elbo, at) => {
    const other = found.elbos[at] ?? Number.NaN;
    return !(Math.abs(other - elbo) <= TOLERANCE * Math.abs(elbo));
  });
  if (step === -1) return undefined;
  const shown = ({ elbos }: Probe) => elbos[step]?.toFixed(3) ?? 'none';
  return `it computes other numbers than cpu: an ELBO of ${shown(found)} in step ${step + 1}, not ${shown(expected)}`;
}

/**
 * Tries every backend, one after the other, and compares what they compute.
 *
 * @param attempt - tries one.
 */
export async function checkBackends(
  attempt: (name: BackendName) => Promise<Attempt>,
): Promise<BackendCheck[]> {
  const attempts = new Map<BackendName, Attempt>();
  for (const name of backendNames) attempts.set(name, await attempt(name));
  const reference = attempts.get('cpu');
  return [...attempts].map(([backend, tried]) => {
    if ('failure' in tried) return failed(backend, tried.failure);
    const { probe } = tried;
    const wrong =
      reference !== undefined && 'probe' in reference
        ? disagreement(probe, reference.probe)
        : undefined;
    if (wrong !== undefined) {
      return failed(backend, { reason: wrong, remedy: 'Take another backend.' });
    }
    const { description, first_step_milliseconds, step_milliseconds } = probe;
    return {
      ...{ backend, works: true, description, reason: null, remedy: null },
      ...{ first_step_milliseconds, step_milliseconds },
    };
  });
}
