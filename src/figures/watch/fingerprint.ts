import { statSync } from 'node:fs';
import { walkResults } from '../../run-files/walk.ts';

function stamp(path: string): string[] {
  try {
    const { mtimeMs, size } = statSync(path);
    return [`${path} ${size} ${mtimeMs}`];
  } catch {
    // It is not there, or vanished while we looked; the next look tells.
    return [];
  }
}

/** A text that differs when files that a report shows were written, made or removed. */
export function fingerprint(folder: string): string {
  const { runs, sweeps, comparisons } = walkResults(folder);
  const files = runs.flatMap(
    ({ directory: { metrics, timing, record, task, config, checkpoint, posterior } }) => [
      metrics,
      timing,
      record,
      task,
      config,
      checkpoint,
      posterior,
    ],
  );
  const manifests = sweeps.map(({ directory }) => directory.manifest);
  const compared = comparisons.flatMap(({ comparison, timing }) => [comparison, timing]);
  return [...manifests, ...files, ...compared].flatMap(stamp).join('\n');
}
