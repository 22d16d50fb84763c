import type { StoredConfig } from './config-file.ts';
import type { RunRecord } from './run-record.ts';

/** What people say of a run: it decides nothing, and may be changed at any time. */
export interface Annotations {
  /** Words to find it by. */
  readonly tags: readonly string[];
  readonly note: string | null;
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Tags and note of a run: those that its record has, or else those that it was configured with. */
export function annotationsOf(
  record: Partial<RunRecord> | undefined,
  config: StoredConfig | undefined,
): Annotations {
  return {
    tags: record?.tags ?? texts(config?.tags),
    note: record?.note === undefined ? textOf(config?.note) : textOf(record.note),
  };
}
