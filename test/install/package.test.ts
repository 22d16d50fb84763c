import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

test('the npm package holds program, configurations and pages, and no run of the reproduction', async () => {
  const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageRoot,
  });
  const [packed] = JSON.parse(stdout) as [Packed];
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      ...['dist/bin.js', 'configs/quick.json', 'docs/reproduction.md'],
      'scripts/keep-onnxruntime.mjs',
    ]),
  );
  expect(paths.filter((path) => /\/seed-\d+\//.test(path))).toEqual([]);
});
