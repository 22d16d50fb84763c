import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Config } from '../../../src/config/schema.ts';
import type { RunRecord } from '../../../src/run-files/run-record.ts';

/** One run's directory as it was found. */
export class RunFiles {
  readonly path: string;

  constructor(...parts: readonly string[]) {
    this.path = join(...parts);
  }

  /** Every file's bytes, by name. */
  get bytes(): Record<string, Buffer> {
    return Object.fromEntries(
      readdirSync(this.path, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort()
        .map((name) => [name, readFileSync(join(this.path, name))]),
    );
  }

  file(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  get record(): RunRecord {
    return JSON.parse(this.read('run.json')) as RunRecord;
  }

  get config(): Config {
    return JSON.parse(this.read('config.json')) as Config;
  }

  /** The lines of log.jsonl. */
  get log(): Record<string, unknown>[] {
    return this.read('log.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Rows of metrics.csv or timing.csv as numbers, by column. */
  rows(name: 'metrics.csv' | 'timing.csv'): Record<string, number>[] {
    const rows: Record<string, string>[] = parse(this.read(name), { columns: true });
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, text]) => [column, Number(text)])),
    );
  }
}
