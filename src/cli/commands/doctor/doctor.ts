import type { BackendSettings } from '../../../backends/select.ts';
import { takesGpu } from '../../../backends/table.ts';
import { checkBackends } from '../../../benchmarks/backend-checks.ts';
import { probeInProcess } from '../../../benchmarks/probe-process.ts';
import type { Attempt } from '../../../benchmarks/probe-process.ts';
import { resolveConfig } from '../../../config/resolve.ts';
import type { Config } from '../../../config/schema.ts';
import { ConfigError } from '../../../core/errors.ts';
import { provenance } from '../../../runs/provenance.ts';
import { roomOf } from '../../terminal/live-view.ts';
import { print, warn } from '../../terminal/output.ts';
import { DoctorError } from './doctor-error.ts';
import type { DoctorOptions } from './command.ts';
import { reportText } from './report.ts';
import type { DoctorReport } from './report.ts';
import { checkSurroundings } from './surroundings.ts';

/** @throws ConfigError that lists everything that is wrong. */
function configOf({ settings: { entries, issues } }: DoctorOptions): Config {
  if (issues.length > 0) throw new ConfigError(issues);
  return resolveConfig(entries).config;
}

/**
 * Tries all backends, and looks at what else training needs.
 *
 * @param tried - tries a backend.
 */
export async function examine(
  options: DoctorOptions,
  tried: (settings: BackendSettings, limit: number) => Promise<Attempt>,
): Promise<DoctorReport> {
  const config = configOf(options);
  const { name: asked, threads, gpu } = config.backend;
  const attempt = (name: typeof asked) => {
    const on = name === asked || takesGpu(name) ? gpu : null;
    return tried({ name, threads, gpu: on }, options.timeLimit);
  };
  const backends = await checkBackends(attempt);
  const auto = await attempt('auto');
  const taken = 'probe' in auto ? auto.probe.backend : undefined;
  const backend = asked === 'auto' ? taken : asked;
  const { versions, hardware } = await provenance();
  return {
    ...{ versions, hardware, auto, backends },
    asked: {
      backend: asked,
      works: backends.some((check) => check.works && check.backend === backend),
    },
    checks: checkSurroundings(config),
  };
}

/** What keeps training from running as it is asked for. */
export function failuresOf({ asked, checks }: DoctorReport): string[] {
  return [
    ...(asked.works ? [] : [`the backend ${asked.backend}`]),
    ...checks.filter(({ works }) => !works).map(({ what }) => `the ${what}`),
  ];
}

/**
 * Says what works here.
 *
 * @throws DoctorError when training as it is asked for would fail.
 */
export async function doctor(options: DoctorOptions): Promise<void> {
  const report = await examine(options, (settings, limit) => {
    warn(`trying ${settings.name}\n`);
    return probeInProcess(settings, limit);
  });
  const { stdout } = process;
  const room = stdout.isTTY ? roomOf(stdout).columns : null;
  const text = options.json ? JSON.stringify(report, null, 2) : reportText(report, room);
  await print(`${text}\n`);
  const failing = failuresOf(report);
  if (failing.length > 0) throw new DoctorError(failing);
}
