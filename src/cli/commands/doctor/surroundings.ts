import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { VaeBenchError } from '../../../core/errors.ts';
import { onFile } from '../../../core/file-system.ts';
import { ownManifest } from '../../../core/package.ts';
import { shownPath } from '../../../core/text.ts';
import type { Config } from '../../../config/schema.ts';
import { loadDataset } from '../../../datasets/dataset.ts';

/** Something that training needs besides a backend. */
export interface Check {
  readonly what: string;
  readonly works: boolean;
  readonly says: string;
}

/** What `look` says; or what the error says that it throws for a user. */
function check(what: string, look: () => string): Check {
  try {
    return { what, works: true, says: look() };
  } catch (error) {
    if (!(error instanceof VaeBenchError)) throw error;
    return { what, works: false, says: error.message };
  }
}

function nodeVersion(): Check {
  const required = ownManifest().engines?.node ?? '';
  const major = Number.parseInt(process.versions.node, 10);
  const least = Number(/\d+/.exec(required)?.[0] ?? 0);
  return {
    what: 'Node',
    works: major >= least,
    says: `${process.versions.node}; vae-bench needs ${required}`,
  };
}

function dataset({ data }: Config): string {
  const { name, train, validation, test } = loadDataset(data);
  return `${name}: ${train.count} images to train on, ${validation.count} to validate, ${test.count} to test`;
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

/** Writes a file into the folder, or into the one that it would be made in, and takes it away again. */
function resultsFolder({ out }: Config): string {
  const folder = nearestFolder(resolve(out));
  onFile(folder, 'write to', () => {
    const trial = mkdtempSync(join(folder, '.vae-bench-doctor-'));
    writeFileSync(join(trial, 'trial'), 'trial');
    rmSync(trial, { recursive: true });
  });
  return `${shownPath(resolve(out))} can be written to`;
}

/** Looks at what training needs besides a backend. */
export function checkSurroundings(config: Config): Check[] {
  return [
    nodeVersion(),
    check('data set', () => dataset(config)),
    check('results folder', () => resultsFolder(config)),
  ];
}
