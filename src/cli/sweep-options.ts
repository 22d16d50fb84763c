import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import { chooseLauncher } from '../sweeps/launchers/choose.ts';
import type { LauncherChoice } from '../sweeps/launchers/choose.ts';
import { launcherNames } from '../sweeps/launchers/table.ts';

const optionsSchema = z.object({
  set: z.array(z.string()).default([]),
  out: z.string().min(1, { error: 'must not be empty' }).optional(),
  dryRun: z.boolean().default(false),
  calibration: z.boolean().default(true),
  launcher: z.string().default(launcherNames[0]),
  retryFailed: z.boolean().default(false),
});

/** What `vae-bench sweep` was told besides the file. */
export interface SweepOptions extends Omit<z.output<typeof optionsSchema>, 'launcher'> {
  readonly launcher: LauncherChoice;
}

/** `dryRun` → `--dry-run`. */
const flagOf = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @throws ConfigError that lists every wrong option. */
export function parseSweepOptions(raw: Readonly<Record<string, unknown>>): SweepOptions {
  const result = optionsSchema.safeParse(raw);
  const { launcher = launcherNames[0] } = raw as { launcher?: string };
  const own = (result.error?.issues ?? []).map(({ path, message }) => ({
    path: flagOf(String(path[0])),
    message,
  }));
  const { choice, issues } = chooseLauncher(launcher, raw);
  if (!result.success || choice === undefined) throw new ConfigError([...own, ...issues]);
  return { ...result.data, launcher: choice };
}
