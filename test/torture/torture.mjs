// Kills runs with SIGKILL, at random instants and inside file operations, resumes them, and compares
// what they write with an uninterrupted run.
//
//   npm run torture -- --kills 200 [--seed <number>]
//
// Ends with 1, and leaves the run's folder, when a byte of metrics.csv or a number of a kept checkpoint differs,
// the event file does not hold its rows, a line in the middle of log.jsonl is torn, or a start fails.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeFileSystem } from '../../dist/core/file-system.js';
import { RandomStream } from '../../dist/core/random.js';
import { RunDirectory } from '../../dist/run-files/run-directory.js';
import { addEventFile } from '../../dist/runs/tensorboard/event-file.js';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const program = here('../../dist/bin.js');
const deadlyStart = here('start.mjs');

const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } });
const kills = Number(values.kills ?? 50);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = new RandomStream(seed, 'init', 'torture');
const below = (bound) => Math.floor(bound * random.uniform());

const folder = mkdtempSync(join(tmpdir(), 'vae-bench-torture-'));

/** IDX images of 4 × 4 pixels. */
function writeImages(file, count) {
  const bytes = Buffer.alloc(16 + 16 * count);
  [0x0803, count, 4, 4].forEach((value, at) => bytes.writeUInt32BE(value, 4 * at));
  for (let at = 16; at < bytes.length; at += 1) bytes[at] = 7 * at;
  writeFileSync(file, bytes);
}

const data = join(folder, 'data');
mkdirSync(data);
writeImages(join(data, 'train-images-idx3-ubyte'), 12);
writeImages(join(data, 't10k-images-idx3-ubyte'), 4);

/** Writes the configuration of a run into `out`, and returns its file. */
function configFor(out) {
  const config = {
    ...{ out, name: 'torture', estimator: 'reinforce+baseline', categories: 3, variables: 3 },
    ...{ steps: 90, batchSize: 5, model: { encoderHidden: [4], decoderHidden: [4] } },
    ...{ evaluation: { every: 4, samples: 3 }, checkpoint: { everySteps: 3, keep: 'every 10' } },
    ...{ data: { directory: data }, backend: { name: 'cpu' }, tensorboard: true },
  };
  const file = `${out}.json`;
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Runs a process; kills it after `milliseconds`. Tells whether it was killed and what it printed. */
function start(args, milliseconds) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const timer =
      milliseconds === undefined
        ? undefined
        : setTimeout(() => {
            child.kill('SIGKILL');
          }, milliseconds);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, killed: signal === 'SIGKILL', stdout, stderr });
    });
  });
}

/** The files of the run's folder, or of a folder in it, by name; none before it was made. */
function filesOf(out, inner = '.') {
  try {
    const [id] = readdirSync(join(out, 'torture'));
    const path = join(out, 'torture', id, 'seed-0', inner);
    const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(files.map(({ name }) => [name, readFileSync(join(path, name))]));
  } catch (error) {
    if (error.code === 'ENOENT') return new Map();
    throw error;
  }
}

/** The arrays of the kept checkpoints, by name: what their headers say of times differs. */
const keptOf = (out) =>
  new Map(
    [...filesOf(out, 'checkpoints')].map(([name, bytes]) => [
      name,
      bytes.subarray(8 + Number(bytes.readBigUInt64LE())).toString('hex'),
    ]),
  );

const isJson = (line) => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** What is wrong with the files of a run that was killed. */
function damage(out, reference) {
  const files = filesOf(out);
  for (const [name, arrays] of keptOf(out)) {
    if (kept.get(name) !== arrays) return `checkpoints/${name} has other arrays`;
  }
  const metrics = files.get('metrics.csv') ?? Buffer.alloc(0);
  if (!metrics.equals(reference.subarray(0, metrics.length))) return 'metrics.csv has other bytes';
  const lines = (files.get('log.jsonl')?.toString() ?? '').split('\n').slice(0, -1);
  const torn = lines.findIndex((line) => !isJson(line));
  return torn < 0 ? undefined : `line ${torn + 1} of log.jsonl is torn`;
}

const COMPLETE =
  /^(checkpoint\.safetensors|config\.json|log\.jsonl|metrics\.csv|run\.json|timing\.csv)$/;
const EVENTS = /tfevents/;
/** A process that was killed while it wrote its lock leaves this; the lock itself is another file. */
const HARMLESS = /^lock\.json\.[0-9a-f]{8}\.tmp$/;

/** Whether there is one event file, with the bytes that it would have if it were written now. */
function showsAllRows(files) {
  const [name, ...others] = [...files.keys()].filter((one) => EVENTS.test(one));
  if (name === undefined || others.length > 0) return false;
  const anew = mkdtempSync(join(folder, 'events-'));
  for (const csv of ['metrics.csv', 'timing.csv']) writeFileSync(join(anew, csv), files.get(csv));
  addEventFile(nodeFileSystem, new RunDirectory(anew), JSON.parse(files.get('run.json')));
  return readFileSync(join(anew, name)).equals(files.get(name));
}

/** What is wrong with the files of a run that came to its end. */
function incompleteness(out, reference) {
  const files = filesOf(out);
  const missing = [...kept.keys()].filter((name) => !keptOf(out).has(name));
  if (missing.length > 0) return `not kept: ${missing.join(', ')}`;
  if (!reference.equals(files.get('metrics.csv') ?? Buffer.alloc(0))) {
    return 'metrics.csv is not that of the uninterrupted run';
  }
  const steps = (csv) =>
    csv
      .toString()
      .split('\n')
      .map((row) => row.split(',')[0]);
  if (steps(files.get('timing.csv')).join() !== steps(reference).join()) {
    return 'timing.csv has other rows';
  }
  if (!files.get('log.jsonl').toString().endsWith('\n')) return 'log.jsonl ends with a torn line';
  if (JSON.parse(files.get('run.json')).status !== 'completed') return 'run.json is not completed';
  if (!showsAllRows(files)) return 'the event file does not hold the rows of metrics.csv';
  const known = [COMPLETE, EVENTS, HARMLESS];
  const odd = [...files.keys()].filter((name) => !known.some((pattern) => pattern.test(name)));
  return odd.length === 0 ? undefined : `left behind: ${odd.join(', ')}`;
}

function fail(out, problem) {
  process.stdout.write(`FAILED: ${problem}\nSee ${out}; again with --seed ${seed}\n`);
  process.exit(1);
}

async function runToItsEnd(out, file) {
  const ended = await start([program, '--config', file]);
  if (ended.code !== 0) fail(out, `exit code ${ended.code}: ${ended.stderr}`);
}

process.stdout.write(`${kills} kills, seed ${seed}\n`);
const referenceOut = join(folder, 'reference');
await runToItsEnd(referenceOut, configFor(referenceOut));
const reference = filesOf(referenceOut).get('metrics.csv');
const kept = keptOf(referenceOut);
if (kept.size !== 10) fail(referenceOut, `${kept.size} kept checkpoints instead of 10`);

/** A start that is killed: at a random instant, early, or anywhere. */
function deadly(file) {
  const kind = below(10);
  if (kind < 2) return start([program, '--config', file], below(1500));
  const how = ['before', 'half', 'half', 'after'][below(4)];
  // A start's first 70 operations prepare the folder; about one in seven is a write.
  const operation = 1 + below((kind < 5 ? 70 : 300) / (how === 'half' ? 7 : 1));
  return start([deadlyStart, file, String(operation), how]);
}

const survived = new Map();
let done = 0;
let runs = 0;
while (done < kills) {
  const out = join(folder, `run-${runs}`);
  const file = configFor(out);
  // At most a dozen kills per run: they all come to their end.
  for (let round = 0; round < 12 && done < kills; round += 1) {
    const ended = await deadly(file);
    if (!ended.killed && ended.code !== 0) fail(out, `exit code ${ended.code}: ${ended.stderr}`);
    const problem = damage(out, reference);
    if (problem !== undefined) fail(out, `${problem} after a kill ${ended.stdout}`);
    if (!ended.killed) break;
    const instant = ended.stdout.trim() || 'a random instant';
    const kind = /^(before|half|after) /.test(instant) ? instant : 'a random instant';
    survived.set(kind, (survived.get(kind) ?? 0) + 1);
    done += 1;
  }
  await runToItsEnd(out, file);
  const problem = damage(out, reference) ?? incompleteness(out, reference);
  if (problem !== undefined) fail(out, problem);
  runs += 1;
}
rmSync(folder, { recursive: true });
const rows = [...survived].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
for (const [instant, count] of rows)
  process.stdout.write(`${String(count).padStart(5)}  ${instant}\n`);
process.stdout.write(
  `${done} of ${kills} kills survived in ${runs} runs: metrics.csv and kept checkpoints were the same.\n`,
);
