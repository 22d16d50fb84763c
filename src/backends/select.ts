import * as tf from '@tensorflow/tfjs';
import { BackendUnavailableError } from '../core/errors.ts';
import { firstLine } from '../core/text.ts';
import type { Backend, ImportModule } from './backend.ts';
import { backendNames, backends } from './table.ts';
import type { BackendName } from './table.ts';
import { withUserErrors } from './user-errors.ts';

export type { BackendName };

/** Which backend to use. */
export interface BackendSettings {
  readonly name: BackendName | 'auto';
  /** Null leaves their number to the backend. */
  readonly threads: number | null;
}

/** The chosen backend, and why better ones were passed over. */
export interface Selection {
  readonly backend: Backend;
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_MODULE_NOT_FOUND') {
    return 'it is not installed';
  }
  return firstLine(error instanceof Error ? error.message : String(error));
}

/**
 * Starts the backend that is asked for; `auto` takes the first of the table that works. Any error
 * while starting one counts as "not available".
 *
 * @throws BackendUnavailableError when a backend asked for by name cannot be used.
 */
export async function selectBackend(
  { name, threads }: BackendSettings,
  importModule: ImportModule = (module) => import(module),
): Promise<Selection> {
  // Off: the banner that recommends tfjs-node, and a scan of every result for NaN, which the
  // training loop does on its metrics.
  tf.enableProdMode();
  const passedOver: { name: BackendName; reason: string }[] = [];
  for (const candidate of name === 'auto' ? backendNames : [name]) {
    const { install, load } = backends[candidate];
    try {
      const { start } = await load();
      return { backend: withUserErrors(await start(threads, importModule)), passedOver };
    } catch (cause) {
      const reason = reasonOf(cause);
      if (name !== 'auto') throw new BackendUnavailableError(name, reason, install, { cause });
      passedOver.push({ name: candidate, reason });
    }
  }
  const reasons = passedOver.map((other) => `${other.name}: ${other.reason}`).join('; ');
  throw new BackendUnavailableError('auto', reasons, 'Run `npm ci` again.');
}
