import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/**
 * A driver that is SwiftShader, but for the name of its device.
 *
 * @param word - of as many letters as `Device`, which it replaces: `SwiftShader Second`.
 * @returns its manifest.
 */
export function renamedDriver(folder: string, word: string): string {
  mkdirSync(folder, { recursive: true });
  const { ICD } = JSON.parse(readFileSync(DRIVER, 'utf8')) as { ICD: { library_path: string } };
  const library = readFileSync(join(dirname(DRIVER), ICD.library_path), 'latin1');
  const renamed = library.replaceAll('SwiftShader Device', `SwiftShader ${word}`);
  writeFileSync(join(folder, 'driver.so'), renamed, 'latin1');
  const manifest = join(folder, 'icd.json');
  const driver = { file_format_version: '1.0.0', ICD: { ...ICD, library_path: './driver.so' } };
  writeFileSync(manifest, JSON.stringify(driver));
  return manifest;
}

/** The manifest of SwiftShader as it is installed. */
export const softwareDriver = DRIVER;

/** What Vulkan needs in the environment to take these drivers alone; SwiftShader when left out. */
export function softwareGpuEnv(...drivers: readonly string[]): Record<string, string> {
  const files = drivers.length === 0 ? DRIVER : drivers.join(':');
  return {
    VK_DRIVER_FILES: files,
    // The same for loaders before 1.3.207.
    VK_ICD_FILENAMES: files,
    XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'vae-bench-vulkan-')),
  };
}

/** Installs SwiftShader where it is missing, and lets this process use it. */
export async function useSoftwareGpu(): Promise<void> {
  if (!isInstalled()) await installPackages(packages);
  Object.assign(process.env, softwareGpuEnv());
}
