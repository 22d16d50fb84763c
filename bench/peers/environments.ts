import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOf, pythonOf } from './contenders.ts';
import type { Environment } from './contenders.ts';

const execute = promisify(execFile);

async function sameText(one: string, other: string): Promise<boolean> {
  return (
    existsSync(one) &&
    existsSync(other) &&
    (await readFile(one, 'utf8')) === (await readFile(other, 'utf8'))
  );
}

/** pip and venv say on the last line of their output what went wrong. */
function reasonOf(error: unknown): string {
  const { stderr = '', message } = error as Error & { stderr?: string };
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1) ?? message;
}

/**
 * Creates an environment and installs its requirements, unless that has been done.
 *
 * @param python - the interpreter that creates it.
 * @param report - receives what is being done.
 * @returns why it cannot be used, or undefined.
 */
export async function prepareEnvironment(
  environment: Environment,
  sources: string,
  python: string,
  report: (text: string) => void,
): Promise<string | undefined> {
  const folder = folderOf(sources, environment);
  const requirements = join(sources, `requirements-${environment}.txt`);
  // Written last, so that an installation that was broken off is repeated.
  const installed = join(folder, 'installed.txt');
  if (await sameText(requirements, installed)) return undefined;
  try {
    report(`Installing requirements-${environment}.txt`);
    await execute(python, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--requirement', requirements];
    await execute(pythonOf(sources, environment), pip);
    await copyFile(requirements, installed);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
