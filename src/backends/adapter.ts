import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import { parseVulkanLog } from './vulkan-log.ts';
import { probeWebGpu } from './webgpu-probe.ts';

/** What WebGPU computes with. */
export interface Adapter {
  /** As its driver calls it: `NVIDIA H200`. */
  readonly name: string;
  /** Whether it is a program that imitates a GPU on the CPU. */
  readonly software: boolean;
}

/** Whether the driver of this name computes on the CPU. */
export const isSoftware = (name: string): boolean =>
  /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic|\bwarp\b/i.test(name);

/** Where Linux has the devices of GPUs: render nodes, NVIDIA's own, and those of Windows behind WSL. */
export function hasGpuDevice(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/dxg')) return true;
  const entries = ['/dev', '/dev/dri'].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder) : [],
  );
  return entries.some((entry) => /^(renderD|nvidia)\d+$/.test(entry));
}

/** @throws Error, the reason, on a machine without the device of a GPU. */
export function assertGpuDevice(): void {
  if (!hasGpuDevice()) throw new Error('there is no device of a GPU in /dev');
}

async function windowsName(): Promise<string | undefined> {
  const command = '(Get-CimInstance Win32_VideoController).Name';
  const { stdout } = await promisify(execFile)('powershell', ['-NoProfile', '-Command', command]);
  return stdout.split('\n')[0]?.trim();
}

async function nameOf(log: string): Promise<string | undefined> {
  if (process.platform === 'darwin') return cpus()[0]?.model;
  if (process.platform === 'win32') return windowsName().catch(() => undefined);
  const { opened, devices } = parseVulkanLog(log);
  return opened ?? devices[0];
}

/**
 * Starts WebGPU in another process and tells which adapter it takes.
 *
 * @param always - false where a machine without the device of a GPU need not be tried.
 * @throws Error whose message is the reason when there is none.
 */
export async function findAdapter({ always }: { readonly always: boolean }): Promise<Adapter> {
  if (!always) assertGpuDevice();
  const name = (await nameOf(await probeWebGpu())) ?? 'an adapter without a name';
  return { name, software: isSoftware(name) };
}
