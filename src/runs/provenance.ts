import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, hostname, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { installedVersion, ownManifest, packageRoot } from '../core/package.ts';
import type { Provenance } from '../run-files/run-record.ts';

const run = promisify(execFile);

async function gitState(): Promise<Provenance['git']> {
  if (!existsSync(`${packageRoot}/.git`)) return null;
  try {
    const ask = async (...args: string[]) =>
      (await run('git', ['-C', packageRoot, ...args])).stdout.trim();
    const commit = await ask('rev-parse', 'HEAD');
    return { commit, dirty: (await ask('status', '--porcelain')) !== '' };
  } catch {
    // No git, or no commit yet: the rest of the provenance still counts.
    return null;
  }
}

/** As it was when the process first asked: what it runs is what was there when it started. */
let git: Promise<Provenance['git']> | undefined;

function versions(): Record<string, string> {
  const { version, dependencies = {}, optionalDependencies = {} } = ownManifest();
  const packages = Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) => {
    const installed = installedVersion(name);
    return installed === null ? [] : [[name, installed] as const];
  });
  return { node: process.versions.node, 'vae-bench': version, ...Object.fromEntries(packages) };
}

/** Gathers what a reader needs to know about where numbers came from. */
export async function provenance(): Promise<Provenance> {
  const processors = cpus();
  return {
    versions: versions(),
    hardware: {
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      memory_bytes: totalmem(),
      platform: `${process.platform} ${process.arch}`,
    },
    git: await (git ??= gitState()),
    argv: process.argv.slice(2),
    host: hostname(),
    pid: process.pid,
    slurm_job: process.env.SLURM_JOB_ID ?? null,
  };
}
