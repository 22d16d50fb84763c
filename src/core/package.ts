import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds this package's package.json. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

interface Manifest {
  readonly version: string;
  readonly engines?: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const load = createRequire(import.meta.url);

/** This package's own manifest. */
export function ownManifest(): Manifest {
  return load(`${packageRoot}/package.json`) as Manifest;
}

/** The version of an installed package, or null. */
export function installedVersion(name: string): string | null {
  // Not by require: many packages do not export their manifest.
  const folders = load.resolve.paths(name) ?? [];
  const manifest = folders
    .map((folder) => join(folder, name, 'package.json'))
    .find((file) => existsSync(file));
  return manifest === undefined ? null : (load(manifest) as Manifest).version;
}
