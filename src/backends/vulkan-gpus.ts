import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSoftware } from './adapter.ts';
import { GpuError, indexOf } from './gpu.ts';
import type { Gpu, GpuFinder } from './gpu.ts';
import { parseVulkanLog } from './vulkan-log.ts';
import type { VulkanLog } from './vulkan-log.ts';
import { probeWebGpu } from './webgpu-probe.ts';

/** Where Linux lists the devices of the PCI bus. */
const PCI = '/sys/bus/pci/devices';

/** `0x10de:0x2335` for every display controller, as VK_LOADER_DEVICE_SELECT takes it. */
function pciGpus(folder = PCI): string[] {
  const read = (device: string, file: string) =>
    readFileSync(join(folder, device, file), 'utf8').trim();
  try {
    const gpus = readdirSync(folder).filter((device) => read(device, 'class').startsWith('0x03'));
    return [...new Set(gpus.map((gpu) => `${read(gpu, 'vendor')}:${read(gpu, 'device')}`))];
  } catch {
    return [];
  }
}

/** What may make WebGPU take another device: the loader puts it first, or sees the driver of that device alone. */
function narrowings(drivers: readonly string[]): Gpu['env'][] {
  return [
    ...pciGpus().map((gpu) => ({ VK_LOADER_DEVICE_SELECT: gpu })),
    // The second is the first one's name for loaders before 1.3.207.
    ...drivers.map((file) => ({ VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file })),
  ];
}

async function opened(env: Gpu['env']): Promise<string | undefined> {
  return probeWebGpu(env).then(
    (log) => parseVulkanLog(log).opened,
    // A driver alone may have no device.
    () => undefined,
  );
}

/**
 * Makes WebGPU take the device at an index of the list. Which one it took is not left to belief: it prefers some kinds of GPU to others, whatever the
 * order.
 *
 * @throws GpuError when nothing does.
 */
async function reach(log: VulkanLog, index: number): Promise<Gpu> {
  const name = log.devices[index] ?? '';
  if (log.devices.indexOf(name) !== index) {
    throw new GpuError(
      `Vulkan cannot tell GPU ${index} from another one of its name, ${name}`,
      'Show the process that GPU alone, as a container or Slurm does; onnx-cuda tells GPUs of NVIDIA apart.',
    );
  }
  if (name === log.opened) return { name, env: {} };
  for (const env of narrowings(log.drivers)) {
    if ((await opened(env)) === name) return { name, env };
  }
  throw new GpuError(
    `WebGPU takes ${log.opened ?? 'an unknown GPU'}, and nothing makes it take ${name}`,
    'Show the process that GPU alone, as a container or Slurm does, or leave --gpu out.',
  );
}

function assertLinux(): void {
  if (process.platform === 'linux') return;
  throw new GpuError(
    'ONNX Runtime lets nobody choose the GPU of WebGPU on macOS and Windows',
    'Leave --gpu out: the system chooses.',
  );
}

/** GPUs for WebGPU, by their place in the list of Vulkan's loader. */
export const finder: GpuFinder = {
  async choose(which) {
    assertLinux();
    const log = parseVulkanLog(await probeWebGpu());
    const index = indexOf(which);
    if (index !== undefined && log.devices[index] !== undefined) return reach(log, index);
    const all = log.devices.map((name, at) => `${at} (${name})`).join(', ');
    throw new GpuError(
      `there is no GPU ${which}`,
      `--gpu takes the index of one of these: ${all}.`,
    );
  },

  async list() {
    if (process.platform !== 'linux') return [];
    const log = await probeWebGpu().then(parseVulkanLog, () => undefined);
    if (log === undefined) return [];
    const names = [...new Set(log.devices)];
    const hardware = names.filter((name) => !isSoftware(name));
    const found: Gpu[] = [];
    for (const name of hardware.length > 0 ? hardware : names) {
      const gpu = await reach(log, log.devices.indexOf(name)).catch(() => undefined);
      if (gpu !== undefined) found.push(gpu);
    }
    return found;
  },
};
