import * as tf from '@tensorflow/tfjs';
import { BackendUnavailableError } from '../core/errors.ts';
import { firstLine } from '../core/text.ts';
import type { Asked, Backend, ImportModule } from './backend.ts';
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

/** Imports a package with Node's own import. */
const importPackage: ImportModule = (module) => import(module);

/** What became of starting a backend: the backend, or why it cannot be used here and what to do. */
export type Attempt =
  | { readonly name: BackendName; readonly backend: Backend }
  | {
      readonly name: BackendName;
      readonly backend: undefined;
      /** Without a full stop. */
      readonly reason: string;
      /** A sentence or more. */
      readonly remedy: string;
      readonly cause: unknown;
    };

/** Starts one backend; any error while starting it counts as "not available". */
export async function tryBackend(
  name: BackendName,
  threads: number | null,
  asked: Asked = { byName: true },
  importModule = importPackage,
): Promise<Attempt> {
  // Off: the banner that recommends tfjs-node, and a scan of every result for NaN, which the
  // training loop does on its metrics.
  tf.enableProdMode();
  const { install: remedy, load } = backends[name];
  try {
    const { start } = await load();
    return { name, backend: withUserErrors(await start(threads, importModule, asked)) };
  } catch (cause) {
    return { name, backend: undefined, reason: reasonOf(cause), remedy, cause };
  }
}

/**
 * Starts the backend that is asked for; `auto` takes the first of the table that works.
 *
 * @throws BackendUnavailableError when a backend asked for by name cannot be used.
 */
export async function selectBackend(
  { name, threads }: BackendSettings,
  importModule = importPackage,
): Promise<Selection> {
  const passedOver: { name: BackendName; reason: string }[] = [];
  const byName = name !== 'auto';
  for (const candidate of byName ? [name] : backendNames) {
    const attempt = await tryBackend(candidate, threads, { byName }, importModule);
    if (attempt.backend !== undefined) return { backend: attempt.backend, passedOver };
    const { reason, remedy, cause } = attempt;
    if (byName) throw new BackendUnavailableError(name, reason, remedy, { cause });
    passedOver.push({ name: candidate, reason });
  }
  const reasons = passedOver.map((other) => `${other.name}: ${other.reason}`).join('; ');
  throw new BackendUnavailableError('auto', reasons, 'Run `npm ci` again.');
}
