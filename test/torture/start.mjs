// Starts the run of a configuration file, as `vae-bench --config` does, on a file system that kills the
// process at one of its operations.
//
//   node start.mjs <config.json> <number of the operation> <before | half | after>
//
// `half` counts writes alone, and leaves half of the bytes.
import * as fs from 'node:fs';
import { basename } from 'node:path';
import { selectBackend } from '../../dist/backends/select.js';
import { configSchema } from '../../dist/config/schema.js';
import { loadDataset } from '../../dist/datasets/dataset.js';
import { estimators } from '../../dist/estimators/built-in.js';
import { run } from '../../dist/runs/run.js';

const [file, operation, how] = process.argv.slice(2);
const config = configSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
const names = new Map();
let count = 0;

function die(name, path) {
  // Random digits and ids would make every kind of instant a kind of its own.
  const shown = basename(path)
    .replace(/\.[0-9a-f]{8}\.tmp$/, '.tmp')
    .replace(/after-[0-9a-f-]+/, 'after-…')
    .replace(/tfevents\.\d+/, 'tfevents.…');
  fs.writeSync(1, `${how} ${name} ${shown}\n`);
  process.kill(process.pid, 'SIGKILL');
}

const deadly = new Proxy(fs, {
  get(target, key) {
    const original = target[key];
    return (...args) => {
      const [first, bytes, offset, length, position] = args;
      const path = typeof first === 'number' ? (names.get(first) ?? '?') : String(first);
      const name = key.replace('Sync', '');
      const counts = how !== 'half' || key === 'writeSync';
      if (counts) count += 1;
      const fatal = counts && count === Number(operation);
      if (fatal && how === 'half') original(first, bytes, offset, length >> 1, position);
      if (fatal && how !== 'after') die(name, path);
      const result = original(...args);
      if (key === 'openSync') names.set(result, path);
      if (fatal) die(name, path);
      return result;
    };
  },
});

await run({
  config,
  seed: config.seeds[0],
  table: estimators,
  dataset: loadDataset(config.data),
  selection: await selectBackend(config.backend),
  console: { write: () => undefined, colour: false },
  force: false,
  fs: deadly,
});
