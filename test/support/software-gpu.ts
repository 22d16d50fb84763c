import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

interface Manifest {
  readonly ICD: { readonly library_path: string };
}

/** SwiftShader's library. */
function softwareLibrary(): string {
  const { ICD } = JSON.parse(readFileSync(DRIVER, 'utf8')) as Manifest;
  return join(dirname(DRIVER), ICD.library_path);
}

/** The manifest of a driver like SwiftShader, whose library `make` writes. */
function driverIn(folder: string, make: (library: string) => void): string {
  mkdirSync(folder, { recursive: true });
  make(join(folder, 'driver.so'));
  const { ICD, ...rest } = JSON.parse(readFileSync(DRIVER, 'utf8')) as Manifest;
  const manifest = join(folder, 'icd.json');
  writeFileSync(
    manifest,
    JSON.stringify({ ...rest, ICD: { ...ICD, library_path: './driver.so' } }),
  );
  return manifest;
}

/**
 * A driver that is SwiftShader, but for the name of its device.
 *
 * @param word - of as many letters as `Device`, which it replaces: `SwiftShader Second`.
 * @returns its manifest.
 */
export function renamedDriver(folder: string, word: string): string {
  return driverIn(folder, (library) => {
    const bytes = readFileSync(softwareLibrary(), 'latin1');
    const renamed = bytes.replaceAll('SwiftShader Device', `SwiftShader ${word}`);
    writeFileSync(library, renamed, 'latin1');
  });
}

/**
 * A driver that is SwiftShader until it has been given work so many times: then its device is lost. Needs a compiler of C.
 *
 * @returns what Vulkan needs in the environment to take it.
 */
export function lossyGpuEnv(folder: string, submissions: number): Record<string, string> {
  const source = fileURLToPath(new URL('lossy-driver.c', import.meta.url));
  const manifest = driverIn(folder, (library) => {
    execFileSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl']);
  });
  return {
    ...softwareGpuEnv(manifest),
    LOSSY_DRIVER: softwareLibrary(),
    LOSE_AFTER: String(submissions),
  };
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

/** Installs SwiftShader where it is missing, for processes that get it by their environment. */
export async function installSoftwareGpu(): Promise<void> {
  if (!isInstalled()) await installPackages(packages);
}

/** The same, and lets this process use it. */
export async function useSoftwareGpu(): Promise<void> {
  await installSoftwareGpu();
  Object.assign(process.env, softwareGpuEnv());
}
