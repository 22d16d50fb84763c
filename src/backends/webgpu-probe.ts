import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** How long a driver may take to start. */
const PATIENCE = 60_000;

/** Starts WebGPU and ends; what is wrong goes to standard output. A driver that crashes ends this process alone. */
const PROBE = `
const { InferenceSession } = require(process.argv[1]);
const model = Buffer.from(process.argv[2], 'base64');
InferenceSession.create(model, { executionProviders: ['webgpu'], logSeverityLevel: 4 }).then(
  async (session) => { await session.release(); process.exit(0); },
  ({ message }) => { process.stdout.write(message); process.exit(3); },
);`;

/** A graph that only copies a number, as base64. */
async function smallestModel(): Promise<string> {
  const [{ GraphBuilder }, { serialise }] = await Promise.all([
    import('./onnx/graph-builder.ts'),
    import('./onnx/serialise.ts'),
  ]);
  const builder = new GraphBuilder();
  const value = builder.input([]);
  return Buffer.from(serialise(builder.graph([value], [{ name: 'copy', value }]))).toString(
    'base64',
  );
}

/** The reason in what ONNX Runtime and the driver say. */
export function reasonIn(output: string): string {
  if (/No supported adapters|Found no drivers|INCOMPATIBLE_DRIVER/.test(output)) {
    return 'there is no adapter: no GPU is here, or its Vulkan driver is missing';
  }
  const [line = ''] = output.trim().split('\n').slice(-1);
  return line === '' ? 'its driver ended the process that tried it' : line;
}

/**
 * Starts WebGPU in a process of its own.
 *
 * @param env - variables besides those of this process.
 * @returns what Vulkan's loader says of it.
 * @throws Error whose message is the reason when it does not start.
 */
export async function probeWebGpu(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const module = createRequire(import.meta.url).resolve('onnxruntime-node');
  const argv = ['-e', PROBE, module, await smallestModel()];
  return promisify(execFile)(process.execPath, argv, {
    env: { ...process.env, ...env, VK_LOADER_DEBUG: 'driver' },
    timeout: PATIENCE,
  }).then(
    ({ stderr }) => stderr,
    (error: unknown) => {
      const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
      throw new Error(reasonIn(`${stderr}\n${stdout}`), { cause: error });
    },
  );
}
