import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';

/** Whether a command is on the path. */
export const hasCommand = (command: string): boolean =>
  !execaSync('sh', ['-c', `command -v ${command}`], { reject: false }).failed;

/** Why packages cannot be installed here; undefined when they can. */
export function whyNoInstalling(packages: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return `needs root, to install ${packages.join(' and ')}`;
  return hasCommand('apt-get') ? undefined : `needs apt-get, to install ${packages.join(' and ')}`;
}

/** Installs packages of Debian or Ubuntu; test files that run side by side wait for each other. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const lock = join(tmpdir(), 'vae-bench-tests-apt.lock');
  const apt = (...args: string[]) =>
    execa('flock', [lock, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 600_000,
    });
  await apt('update', '-q');
  await apt('install', '-y', '-q', '--no-install-recommends', ...packages);
}
