import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files whose change a report shows. */
const SHOWN = /^(metrics\.csv|timing\.csv|run\.json|task\.json|config\.json|sweep\.json)$/;

/** `<out>/<experiment>/<run id>/seed-<n>`: results are no deeper. */
const MAX_DEPTH = 4;

function stampsIn(folder: string, depth: number): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth > 0 ? stampsIn(path, depth - 1) : [];
      if (!SHOWN.test(entry.name)) return [];
      const { mtimeMs, size } = statSync(path);
      return [`${path} ${size} ${mtimeMs}`];
    });
  } catch {
    // It vanished while we looked; the next look tells.
    return [];
  }
}

/** A text that differs when files of the runs below a folder were written, made or removed. */
export const fingerprint = (folder: string): string => stampsIn(folder, MAX_DEPTH).join('\n');
