import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareEnvironment } from '../../../bench/peers/environments.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder with requirements, and with an environment that `installed` was installed in. */
function sources(installed?: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'requirements-jax.txt'), 'jax==1.0\n');
  if (installed !== undefined) {
    mkdirSync(join(folder, '.venv-jax'));
    writeFileSync(join(folder, '.venv-jax', 'installed.txt'), installed);
  }
  return folder;
}

/** Prepares with an interpreter that does not exist, so that nothing can be installed. */
async function prepare(folder: string): Promise<{ reason: string | undefined; said: string[] }> {
  const said: string[] = [];
  const python = join(folder, 'no-such-python');
  const reason = await prepareEnvironment('jax', folder, python, (text) => said.push(text));
  return { reason, said };
}

test('uses an environment that has these requirements', async () => {
  expect(await prepare(sources('jax==1.0\n'))).toEqual({ reason: undefined, said: [] });
});

test.each([['there is none', undefined] as const, ['it has others', 'jax==0.9\n'] as const])(
  'installs an environment when %s, and says why it cannot',
  async (_, installed) => {
    const { reason, said } = await prepare(sources(installed));
    expect(said).toEqual(['Installing requirements-jax.txt']);
    expect(reason).toMatch(/no-such-python.* ENOENT/);
  },
);
