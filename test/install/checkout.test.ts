import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { Npm, npmVersions, whyNoRegistry } from '../support/npm.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const reason = whyNoRegistry();
const folder = sharedFolder();
const checkout = join(folder, 'checkout');

/** The README's first command, shortened. */
function firstCommand(): string {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  const [, command] = /```sh\n(npm ci.*)\n```/.exec(readme)!;
  return `${command!} --config configs/smoke.json --out ${join(folder, 'results')}`;
}

/** Lines, without those that are about settings of this machine's user. */
const lines = (output: string): string[] =>
  output.split('\n').filter((line) => !/^npm warn Unknown (user|env|global) config/.test(line));

test('the lock file lets no npm run the install script of onnxruntime-node', () => {
  const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, object>;
  };
  // Why not: CONTRIBUTING.md. npm writes the field again when the package is updated.
  expect(lock.packages['node_modules/onnxruntime-node']).not.toHaveProperty('hasInstallScript');
});

describe.skipIf(reason !== undefined)(`a checkout${reason ? ` (${reason})` : ''}`, () => {
  const npm: Record<string, Npm> = {};

  beforeAll(async () => {
    const { stdout } = execaSync('git', ['ls-files', '-z'], { cwd: packageRoot });
    for (const path of stdout.split('\0').filter((name) => name !== '')) {
      cpSync(join(packageRoot, path), join(checkout, path));
    }
    // What `prepare` builds: from nothing, it is built where these tests run.
    cpSync(join(packageRoot, 'dist'), join(checkout, 'dist'), { recursive: true });
    for (const version of npmVersions) {
      const own = join(folder, `npm-${version}`);
      mkdirSync(own);
      npm[version] = await Npm.install(version, own);
    }
  }, 600_000);

  // One installation: that of npm 10, which runs the install script of every package that has one.
  test('installs and trains with npm 10 by the first command, whose first line is its own', async () => {
    const { exitCode, output } = await npm['10']!.shell(firstCommand(), checkout);
    expect({ exitCode, first: lines(output)[0] }).toEqual({
      exitCode: 0,
      first: expect.stringMatching(/^Backend onnx: /) as string,
    });
    expect(output).not.toMatch(/^> /m);
  }, 600_000);

  test.each(npmVersions)('makes npm %s and its npx print no warning', async (version) => {
    const own = npm[version]!;
    const installing = await own.shell('npm ci --dry-run --no-audit', checkout);
    const listing = await own.shell('npx vae-bench estimators', checkout);
    expect([installing.exitCode, listing.exitCode]).toEqual([0, 0]);
    expect(lines(installing.output).filter((line) => line.startsWith('npm '))).toEqual([]);
    expect(lines(listing.output)[0]).toMatch(/^NAME +/);
  });
});
