import { z } from 'zod';
import { count } from '../core/fields.ts';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';

const whole = z
  .string()
  .regex(/^\d+$/, { error: 'must be a whole number of at least 1' })
  .transform(Number)
  .pipe(count());

/** Part of a line that sbatch reads: what breaks a line would be another one. */
const word = z
  .string()
  .regex(/^[^\s]+$/, { error: 'must be one word' })
  .optional();

/** Where a sweep may run. */
export const launcherNames = ['local', 'slurm'] as const;

const optionsSchema = z.object({
  set: z.array(z.string()).default([]),
  out: z.string().min(1, { error: 'must not be empty' }).optional(),
  dryRun: z.boolean().default(false),
  calibration: z.boolean().default(true),
  launcher: z
    .enum(launcherNames, { error: `must be ${launcherNames.join(' or ')}` })
    .default('local'),
  retryFailed: z.boolean().default(false),
  jobs: whole.optional(),
  failFast: z.boolean().default(false),
  partition: word,
  account: word,
  time: word,
  memory: word,
  cpus: whole.optional(),
  throttle: whole.optional(),
  line: z.array(z.string()).default([]),
  wait: z.boolean().default(false),
  poll: z
    .string()
    .transform(Number)
    .pipe(z.number({ error: 'must be a number of seconds' }).positive({ error: 'must be above 0' }))
    .optional(),
});

/** What `vae-bench sweep` was told besides the file. */
export type SweepOptions = z.output<typeof optionsSchema>;

/** Options that only one launcher understands. */
const belongTo = {
  local: ['jobs', 'failFast'],
  slurm: [
    ...['partition', 'account', 'time', 'memory', 'cpus', 'throttle', 'line', 'wait', 'poll'],
  ],
} as const satisfies Record<SweepOptions['launcher'], readonly string[]>;

/** `dryRun` → `--dry-run`. */
const flagOf = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function misplaced(raw: object, launcher: SweepOptions['launcher']): ConfigIssue[] {
  const other = launcher === 'local' ? 'slurm' : 'local';
  return belongTo[other]
    .filter((key) => key in raw)
    .map((key) => ({ path: flagOf(key), message: `has a meaning with --launcher ${other} only` }));
}

/** @throws ConfigError that lists every wrong option. */
export function parseSweepOptions(raw: object): SweepOptions {
  const result = optionsSchema.safeParse(raw);
  const issues = result.success
    ? misplaced(raw, result.data.launcher)
    : result.error.issues.map(({ path, message }) => ({ path: flagOf(String(path[0])), message }));
  if (issues.length > 0 || !result.success) throw new ConfigError(issues);
  return result.data;
}
