import { nodeFileSystem } from '../core/file-system.ts';
import { passedSteps } from '../runs/kept-checkpoints.ts';
import type { Plan } from './plan.ts';

/**
 * Says which complete runs have not kept checkpoints that the sweep asks for: they are not started again. The
 * first is named, and the others are counted.
 */
export function keptNotices({ directory, runs }: Plan): string[] {
  const [first, ...others] = runs
    .filter(({ status }) => status.state === 'completed')
    .flatMap(({ directory: run, config, status }) =>
      passedSteps(nodeFileSystem, directory.run(run), config, status.steps ?? config.steps).map(
        (notice) => ({ run, notice }),
      ),
    );
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return [`${first.run}${more}: ${first.notice}`];
}
