import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, whyNoInstalling } from './debian.ts';

/** Chromium brings SwiftShader, which imitates a GPU; the loader finds it. */
const packages = ['chromium', 'libvulkan1'];
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loaders = ['x86_64', 'aarch64'].map((arch) => `/usr/lib/${arch}-linux-gnu/libvulkan.so.1`);

const isInstalled = (): boolean => existsSync(DRIVER) && loaders.some((file) => existsSync(file));

/** Why there can be no software GPU here; undefined when there is one, or it can be installed. */
export function whyNoSoftwareGpu(): string | undefined {
  return isInstalled() ? undefined : whyNoInstalling(packages);
}

/** What Vulkan needs in the environment to take SwiftShader alone. */
export function softwareGpuEnv(): Record<string, string> {
  return {
    VK_DRIVER_FILES: DRIVER,
    // The same for loaders before 1.3.207.
    VK_ICD_FILENAMES: DRIVER,
    XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'vae-bench-vulkan-')),
  };
}

/** Installs SwiftShader where it is missing, and lets this process use it. */
export async function useSoftwareGpu(): Promise<void> {
  if (!isInstalled()) await installPackages(packages);
  Object.assign(process.env, softwareGpuEnv());
}
