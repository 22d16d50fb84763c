// Runs when npm installs vae-bench as a dependency. npm up to 11 runs the install script of every package. That
// of onnxruntime-node fetches CUDA libraries, which vae-bench does not use, from a server that is not the npm
// registry; where it fails, npm takes the package away again, as an optional one. Its CPU part needs no script.
// npm runs all `preinstall` scripts before any `postinstall`: so the package is there now, and what vae-bench
// needs of it goes to dist/node_modules, where Node looks first and npm never tidies up.
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'onnxruntime-node';
const self = dirname(dirname(fileURLToPath(import.meta.url)));

/** A second name for the same bytes, or a copy where the file system has no such names. */
function keepFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch (error) {
    if (error.code !== 'EEXIST') copyFileSync(from, to);
  }
}

function keepFolder(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const keep = entry.isDirectory() ? keepFolder : keepFile;
    keep(join(from, entry.name), join(to, entry.name));
  }
}

function keep() {
  const folders = createRequire(import.meta.url).resolve.paths(NAME) ?? [];
  const installed = folders.map((folder) => join(folder, NAME)).find((path) => existsSync(path));
  if (installed === undefined) return;
  const kept = join(self, 'dist', 'node_modules', NAME);
  keepFile(join(installed, 'package.json'), join(kept, 'package.json'));
  for (const folder of ['dist', join('bin', 'napi-v6', process.platform, process.arch)]) {
    if (existsSync(join(installed, folder)))
      keepFolder(join(installed, folder), join(kept, folder));
  }
}

// Not in a checkout, whose lock file lets npm run no such script.
if (basename(dirname(self)) === 'node_modules') {
  try {
    keep();
  } catch (error) {
    // Installed all the same: without the package another backend trains, and says so.
    process.stderr.write(`vae-bench could not keep ${NAME}: ${error.message}\n`);
  }
}
