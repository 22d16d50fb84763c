import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { installedVersion, packageRoot } from '../../src/core/package.ts';
import { Npm, npmVersions, whyNoRegistry } from '../support/npm.ts';
import { sharedFolder } from '../support/shared-folder.ts';

const reason = whyNoRegistry();
const folder = sharedFolder();

describe.skipIf(reason !== undefined)(
  `a project that depends on vae-bench${reason ? ` (${reason})` : ''}`,
  () => {
    beforeAll(async () => {
      const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
      await execa('npm', pack, { cwd: packageRoot });
    });

    test.concurrent.each(npmVersions)(
      'trains on onnx after `npm install` by npm %s with the registry alone',
      async (version) => {
        const project = join(folder, `project-${version}`);
        const ownNpm = join(folder, `npm-${version}`);
        for (const made of [project, ownNpm]) mkdirSync(made);
        writeFileSync(join(project, 'package.json'), '{}');
        const npm = await Npm.install(version, ownNpm);

        const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
        const installed = await npm.shell(`npm install ../${tarball}`, project);
        expect(installed).toMatchObject({ exitCode: 0 });

        const config = '--config node_modules/vae-bench/configs/smoke.json';
        const trained = await npm.shell(
          `npx vae-bench ${config} --estimator ars+ --backend onnx --out results`,
          project,
        );
        expect(trained).toMatchObject({ exitCode: 0 });
        const run = join(project, 'results', 'smoke', 'ars+-c3-v5', 'seed-0');
        expect(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))).toMatchObject({
          status: 'completed',
          backend: { name: 'onnx' },
          versions: { 'onnxruntime-node': installedVersion('onnxruntime-node') },
        });

        // npm removes what it does not know from its own folders only.
        await npm.shell('npm install --ignore-scripts is-number@7.0.0', project);
        const again = await npm.shell(
          'npx vae-bench verify --estimator ars+ --draws 1000',
          project,
        );
        expect(again.output).toContain('1000 draws, onnx');
      },
      600_000,
    );
  },
);
