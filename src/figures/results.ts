import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../core/errors.ts';

/** What figures and tables need of a run's config.json. */
const configSchema = z.looseObject({
  estimator: z.string(),
  categories: z.number(),
  steps: z.number(),
});

/** A row of metrics.csv by column: bounds in nats. A value that is not a number is NaN. */
export type ResultRow = Readonly<Record<string, number>>;

/** One seed of a run, as its files have it. */
export interface SeedResult {
  readonly path: string;
  /** The folder above the seed's: `ars+-c5`. */
  readonly run: string;
  /** `seed-0`. */
  readonly seed: string;
  readonly estimator: string;
  readonly categories: number;
  /** Training steps of the configuration. */
  readonly steps: number;
  /** Complete rows of metrics.csv; empty when there is no such file. */
  readonly rows: readonly ResultRow[];
}

/**
 * The complete rows of a CSV file of numbers. What stands after the last line break is a row that is
 * being written, or that a crash tore: it is left out.
 */
function parseRows(text: string): ResultRow[] {
  const [header = '', ...lines] = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .trimEnd()
    .split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const value = (at: number) => {
      const cell = cells[at]?.trim() ?? '';
      return cell === '' ? Number.NaN : Number(cell);
    };
    return Object.fromEntries(columns.map((column, at) => [column, value(at)]));
  });
}

function readSeed(path: string): SeedResult {
  const file = join(path, 'config.json');
  const read = (): unknown => {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  };
  const config = configSchema.safeParse(read());
  if (!config.success) {
    throw new UsageError(
      `${file} is not the configuration of a run. Mend it, or move its folder out of the results.`,
    );
  }
  const { estimator, categories, steps } = config.data;
  const metrics = join(path, 'metrics.csv');
  const rows = existsSync(metrics) ? parseRows(readFileSync(metrics, 'utf8')) : [];
  const names = { run: basename(dirname(path)), seed: basename(path) };
  return { path, ...names, estimator, categories, steps, rows };
}

/**
 * Every seed of every run below a folder, in the order of their paths.
 *
 * @throws {UsageError} when the folder is not there or holds no run.
 */
export function readResults(folder: string): SeedResult[] {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  const paths = entries
    .map(String)
    .filter((entry) => /^seed-\d+$/.test(basename(dirname(join(folder, entry)))))
    .filter((entry) => basename(entry) === 'config.json')
    .map((entry) => dirname(join(folder, entry)))
    .toSorted();
  if (paths.length === 0) {
    throw new UsageError(
      `${folder} holds no runs. Name a results folder, such as results/figure1-short.`,
    );
  }
  return paths.map(readSeed);
}
