import { join } from 'node:path';
import type { Command } from './contender.ts';
import { toArguments } from './serve.ts';
import type { Settings } from './serve.ts';

/** A Python peer's packages: `requirements-<environment>.txt`, installed in `.venv-<environment>`. */
export type Environment = 'torch' | 'jax' | 'tensorflow';

interface Peer {
  readonly environment: Environment;
  readonly script: string;
  readonly mode: string;
}

/** Everybody that vae-bench is compared with. */
export const peers = {
  'torch-eager': { environment: 'torch', script: 'torch_peer.py', mode: 'eager' },
  'torch-eager+onednn': { environment: 'torch', script: 'torch_peer.py', mode: 'eager+onednn' },
  'torch-compile': { environment: 'torch', script: 'torch_peer.py', mode: 'compile' },
  'torch-compile+onednn': { environment: 'torch', script: 'torch_peer.py', mode: 'compile+onednn' },
  jax: { environment: 'jax', script: 'jax_peer.py', mode: 'jit' },
  tensorflow: { environment: 'tensorflow', script: 'tensorflow_peer.py', mode: 'function' },
  'tensorflow-xla': { environment: 'tensorflow', script: 'tensorflow_peer.py', mode: 'xla' },
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof peers;

/** The contender that all others are compared with. */
export const BASELINE = 'vae-bench';

/** Where things are. */
export interface Places {
  /** bench/peers, which holds the Python files. */
  readonly sources: string;
  /** The compiled worker of vae-bench. */
  readonly worker: string;
  /** The training images, an IDX file. */
  readonly images: string;
}

/** Puts a command on the first `threads` processors, the same for all contenders. */
function pinned(command: Command, threads: number, taskset: boolean): Command {
  if (!taskset) return command;
  const processors = Array.from({ length: threads }, (_, index) => index).join(',');
  return { ...command, file: 'taskset', args: ['-c', processors, command.file, ...command.args] };
}

/** The command of vae-bench. */
export function baselineCommand(settings: Settings, { worker }: Places, taskset: boolean): Command {
  const args = [worker, ...toArguments(settings)];
  return pinned({ file: process.execPath, args }, settings.threads, taskset);
}

/** The command of a peer; its thread pools take their size from the environment or the arguments. */
export function peerCommand(
  name: PeerName,
  settings: Settings,
  { sources, images }: Places,
  taskset: boolean,
): Command {
  const { script, mode } = peers[name];
  const common = [...toArguments(settings), '--images', images];
  const threads = String(settings.threads);
  const command = {
    file: pythonOf(sources, peers[name].environment),
    args: [join(sources, script), '--mode', mode, ...common],
    env: {
      OMP_NUM_THREADS: threads,
      MKL_NUM_THREADS: threads,
      TF_CPP_MIN_LOG_LEVEL: '3',
      // XLA sizes its pool by the processors it may use; this covers systems without taskset.
      ...(settings.threads === 1 && {
        XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
      }),
    },
  };
  return pinned(command, settings.threads, taskset);
}

/** The folder of an environment. */
export function folderOf(sources: string, environment: Environment): string {
  return join(sources, `.venv-${environment}`);
}

/** The interpreter of an environment. */
export function pythonOf(sources: string, environment: Environment): string {
  return join(folderOf(sources, environment), 'bin', 'python');
}
