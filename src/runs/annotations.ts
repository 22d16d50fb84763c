import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/schema.ts';
import { writeJson } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import type { Annotations } from '../run-files/annotations.ts';
import { readAnyConfig } from '../run-files/config-file.ts';
import type { RunDirectory } from '../run-files/run-directory.ts';
import type { RunRecord } from '../run-files/run-record.ts';

/** Tags and note of a run that starts: what is asked for, or else what earlier starts have left. */
export function annotationsFor(
  { tags, note }: Pick<Config, 'tags' | 'note'>,
  earlier: RunRecord | undefined,
): Annotations {
  const text = note ?? earlier?.note ?? null;
  return { tags: tags ?? earlier?.tags ?? [], note: text === '' ? null : text };
}

/** A run's configuration as config.json has it: with the tags and the note that earlier starts have left. */
export const withAnnotations = (config: Config, earlier: RunRecord | undefined): Config => ({
  ...config,
  tags: config.tags ?? earlier?.tags ?? null,
  note: config.note ?? earlier?.note ?? null,
});

/** Whether other tags or another note are asked for than a run has. */
export function changesAnnotations(config: Config, earlier: RunRecord): boolean {
  const now = annotationsFor({ tags: null, note: null }, earlier);
  return !isDeepStrictEqual(annotationsFor(config, earlier), now);
}

/** Gives a run that is complete the tags and the note that are asked for, and changes nothing else of it. */
export function annotate(
  fs: FileSystem,
  { config: file, record }: RunDirectory,
  config: Config,
  earlier: RunRecord,
): void {
  const annotations = annotationsFor(config, earlier);
  writeJson(file, { ...readAnyConfig(file), ...annotations }, fs);
  writeJson(record, { ...earlier, ...annotations }, fs);
}
