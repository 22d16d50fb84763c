import { launcherRow } from './contract.ts';
import { localOptions } from './local/options.ts';
import { slurmOptions } from './slurm/options.ts';

/** Where a sweep may run, by the name that `--launcher` takes; the first is the default. */
export const launchers = {
  local: launcherRow({
    title: 'Local',
    summary: 'processes on this machine',
    example: '--jobs 4',
    options: localOptions,
    load: () => import('./local/local-launcher.ts'),
  }),
  slurm: launcherRow({
    title: 'Slurm',
    summary: 'one job array',
    example: '--launcher slurm --time 24:00:00 --throttle 50',
    options: slurmOptions,
    load: () => import('./slurm/slurm-launcher.ts'),
  }),
} as const;

export type LauncherName = keyof typeof launchers;

export const launcherNames = Object.keys(launchers) as [LauncherName, ...LauncherName[]];
