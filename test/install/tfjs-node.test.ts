import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ownManifest, packageRoot } from '../../src/core/package.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = join(packageRoot, 'scripts', 'build-tfjs-node.sh');
const pinned = join(packageRoot, 'scripts', 'tfjs-node');

interface LockFile {
  readonly packages: Readonly<Record<string, { version?: string; integrity?: string }>>;
}

test('scripts/build-tfjs-node.sh takes checked packages only, of the TensorFlow.js of vae-bench', () => {
  const { packages } = JSON.parse(
    readFileSync(join(pinned, 'package-lock.json'), 'utf8'),
  ) as LockFile;
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(2);
  expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  const version = ownManifest().dependencies?.['@tensorflow/tfjs'];
  for (const name of ['tfjs', 'tfjs-node']) {
    expect(packages[`node_modules/@tensorflow/${name}`]?.version).toBe(version);
  }
  const requirements = readFileSync(join(pinned, 'requirements.txt'), 'utf8');
  expect(requirements.match(/^\w.*==/gm)).toHaveLength(1);
  expect(requirements.match(/--hash=sha256:[\da-f]{64}$/gm)).toHaveLength(1);
});

test.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
  'scripts/build-tfjs-node.sh replaces nothing but its own products (Linux on x64)',
  async () => {
    const folder = join(temporaryFolder(), 'work');
    mkdirSync(folder);
    writeFileSync(join(folder, 'thesis.txt'), 'ten years of work');
    const ended = await execa(script, [folder], { reject: false });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/holds something else|is missing|has no pip/);
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  },
);
