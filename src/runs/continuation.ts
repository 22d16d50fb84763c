import { scheduleOverSteps } from '../config/length.ts';
import type { Config } from '../config/schema.ts';
import { configIdentity, differences } from './identity.ts';
import type { Difference } from './identity.ts';

/** Why a run that is there cannot go on as the run that is asked for. */
export interface Obstacle {
  /** `holds a run of another configuration (there → now, below)`. */
  readonly problem: string;
  /** What the two do not share. */
  readonly differences: readonly Difference[];
}

const counted = (count: unknown): string => Number(count).toLocaleString('en');

/** A run whose every number depends on its steps, when nothing but those has changed. */
function otherSchedule(changed: readonly Difference[], now: Config): string | undefined {
  const schedule = scheduleOverSteps(now);
  const [first, ...more] = changed;
  if (schedule === undefined || first?.path !== 'steps' || more.length > 0) return undefined;
  return (
    `holds a run of ${counted(first.earlier)} steps, and this one has ${counted(now.steps)}: its learning ` +
    `rates follow the ${schedule} schedule over all steps, so that it is another run from the first step on`
  );
}

/**
 * What keeps a run from going on with another configuration. A run goes on when nothing has changed but
 * where it ends, and when it now ends later.
 *
 * @param found - what its config.json holds.
 * @param others - what else the two do not share, such as data.
 * @returns undefined when it can go on, or is this run.
 */
export function obstacleTo(
  found: unknown,
  now: Config,
  others: readonly Difference[] = [],
): Obstacle | undefined {
  const changed = [...differences(configIdentity(found), configIdentity(now)), ...others];
  if (changed.length > 0) {
    const problem =
      otherSchedule(changed, now) ?? 'holds a run of another configuration (there → now, below)';
    return { problem, differences: changed };
  }
  const { steps: before } = (found ?? {}) as { steps?: unknown };
  if (typeof before !== 'number' || before <= now.steps) return undefined;
  return {
    problem: `holds a run of ${counted(before)} steps, more than the ${counted(now.steps)} asked for`,
    differences: [{ path: 'steps', earlier: String(before), now: String(now.steps) }],
  };
}
