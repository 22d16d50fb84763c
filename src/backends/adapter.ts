import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { promisify } from 'node:util';

/** What WebGPU computes with. */
export interface Adapter {
  /** As its driver calls it: `NVIDIA H200`. */
  readonly name: string;
  /** Whether it is a program that imitates a GPU on the CPU. */
  readonly software: boolean;
}

/** Names of drivers that compute on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic|\bwarp\b/i;

/** How long a driver may take to start. */
const PATIENCE = 60_000;

/** Where Linux has the devices of GPUs: render nodes, NVIDIA's own, and those of Windows behind WSL. */
function hasGpuDevice(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/dxg')) return true;
  const entries = ['/dev', '/dev/dri'].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder) : [],
  );
  return entries.some((entry) => /^(renderD|nvidia)\d+$/.test(entry));
}

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

/**
 * The name of the adapter that Vulkan's loader puts first, and WebGPU therefore takes, in what the loader says when
 * VK_LOADER_DEBUG asks for it; undefined where it says nothing.
 */
export function vulkanName(log: string): string | undefined {
  return /Sorted order:\s*\n.*\[0\] (.+?)\s*$/m.exec(log)?.[1];
}

/** The reason in what ONNX Runtime and the driver say. */
export function reasonIn(output: string): string {
  if (/No supported adapters|Found no drivers|INCOMPATIBLE_DRIVER/.test(output)) {
    return 'there is no adapter: no GPU is here, or its Vulkan driver is missing';
  }
  const [line = ''] = output.trim().split('\n').slice(-1);
  return line === '' ? 'its driver ended the process that tried it' : line;
}

async function windowsName(): Promise<string | undefined> {
  const command = '(Get-CimInstance Win32_VideoController).Name';
  const { stdout } = await promisify(execFile)('powershell', ['-NoProfile', '-Command', command]);
  return stdout.split('\n')[0]?.trim();
}

async function nameOf(log: string): Promise<string | undefined> {
  if (process.platform === 'darwin') return cpus()[0]?.model;
  if (process.platform === 'win32') return windowsName().catch(() => undefined);
  return vulkanName(log);
}

/**
 * Starts WebGPU in another process and tells which adapter it takes.
 *
 * @param always - false where a machine without the device of a GPU need not be tried.
 * @throws Error whose message is the reason when there is none.
 */
export async function findAdapter({ always }: { readonly always: boolean }): Promise<Adapter> {
  if (!always && !hasGpuDevice()) throw new Error('there is no device of a GPU in /dev');
  const module = createRequire(import.meta.url).resolve('onnxruntime-node');
  const argv = ['-e', PROBE, module, await smallestModel()];
  const log = await promisify(execFile)(process.execPath, argv, {
    env: { ...process.env, VK_LOADER_DEBUG: 'driver' },
    timeout: PATIENCE,
  }).then(
    ({ stderr }) => stderr,
    (error: unknown) => {
      const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
      throw new Error(reasonIn(`${stderr}\n${stdout}`), { cause: error });
    },
  );
  const name = await nameOf(log);
  return { name: name ?? 'an adapter without a name', software: SOFTWARE.test(name ?? '') };
}
