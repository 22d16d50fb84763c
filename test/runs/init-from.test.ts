import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { RunDirectoryError } from '../../src/core/run-errors.ts';
import { run } from '../../src/runs/run.ts';
import { train } from '../../src/training/train.ts';
import { backendFor, testedBackends } from '../support/backends.ts';
import { settingWith } from '../support/runs/run-setting.ts';
import type { RunSetting } from '../support/runs/run-setting.ts';
import { readSafetensors } from '../support/runs/safetensors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cpu: Backend;
/** A run of five steps, and where its results are. */
let out: string;
let source: RunSetting;

const still = { encoderLearningRate: 0, decoderLearningRate: 0, priorLearningRate: 0 };
const folderOf = ({ files }: RunSetting) => files.path;
const arraysOf = ({ files }: RunSetting) =>
  readSafetensors(readFileSync(files.file('checkpoint.safetensors'))).arrays;
const fromSource = (input: ConfigInput = {}, from = folderOf(source)): ConfigInput => ({
  ...input,
  init: { from, ...input.init },
});

beforeAll(async () => {
  cpu = await backendFor('cpu');
});

async function ran(input: ConfigInput, folder = temporaryFolder()): Promise<RunSetting> {
  const setting = settingWith(cpu, input, folder);
  await run(setting.options);
  return setting;
}

async function prepareSource(): Promise<void> {
  out = temporaryFolder();
  source = await ran({ name: 'source' }, out);
}

async function errorOf(running: Promise<unknown>): Promise<Error> {
  return running.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error as Error,
  );
}

/** Runs until a step, and is stopped there as by SIGKILL. */
async function killedAt(setting: RunSetting, step: number): Promise<void> {
  const killed = new Error('killed');
  const onEvent = (event: { type: string; step: number }) => {
    if (event.type === 'step' && event.step === step) throw killed;
  };
  await expect(run({ ...setting.options, onEvent })).rejects.toThrow(killed);
}

describe('a run that starts from another one’s checkpoint', () => {
  test('has its parameters, and nothing else of it', async () => {
    await prepareSource();
    const setting = await ran(fromSource({ steps: 1, optimiser: still }));
    const [found, given] = [arraysOf(setting), arraysOf(source)];
    for (const name of Object.keys(given).filter((one) => one.startsWith('parameters/'))) {
      expect(found[name], name).toEqual(given[name]);
    }
    // One step has been taken.
    expect(found['gradient/weight']!.values).toEqual([1]);
    expect(found['adam/first-weight']!.values).toEqual([1]);
  });

  test('has what the optimiser holds when that is asked for, and its own gradient variance', async () => {
    await prepareSource();
    const input = { steps: 1, optimiser: still };
    const usual = arraysOf(await ran(fromSource(input)));
    const init = { optimiser: true };
    const found = arraysOf(await ran(fromSource({ ...input, init })));
    const given = arraysOf(source);
    // The gradient of the first step is the same, because the parameters are: Σ gets 0.9 of what there was.
    const name = 'adam/first/decoder/0/weights';
    found[name]!.values.forEach((value, at) => {
      expect(value).toBeCloseTo(0.9 * given[name]!.values[at]! + usual[name]!.values[at]!, 6);
    });
    expect(found['gradient/weight']!.values).toEqual([1]);
    expect(found['gradient/mean/encoder/0/weights']).toEqual(
      usual['gradient/mean/encoder/0/weights'],
    );
    // The squares are its own, and not those that Adam brought along.
    expect(found['gradient/square/encoder/0/weights']).toEqual(
      usual['adam/second/encoder/0/weights'],
    );
  });

  test('records where it comes from, and says so', async () => {
    await prepareSource();
    const setting = await ran(fromSource());
    const { path, sha256, step } = setting.files.record.init!;
    expect([path, step]).toEqual([source.files.file('checkpoint.safetensors'), 5]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(setting.printed.text).toMatch(/INFO: parameters are those of step 5 of .*source/);
    expect(source.files.record.init).toBeNull();
  });

  test('may name a run, the folder of its seeds, or the file', async () => {
    await prepareSource();
    const file = source.files.file('checkpoint.safetensors');
    const folders = [folderOf(source), dirname(folderOf(source)), file];
    const runs: RunSetting[] = [];
    for (const from of folders) runs.push(await ran(fromSource({}, from), out));
    const [first, seeds, third] = runs.map(({ files }) => files);
    expect(new Set(runs.map(({ files }) => files.read('metrics.csv'))).size).toBe(1);
    expect(first!.path).toBe(third!.path);
    expect(seeds!.path).not.toBe(first!.path);
    expect(first!.path).toMatch(/ars\+-c3-v2-from-\w+_ars\+_c3_v2_seed_2_[0-9a-f]{10}\/seed-2$/);
  });

  test('has a folder of its own, with the optimiser and without', async () => {
    await prepareSource();
    const paths = [{}, { init: { optimiser: true } }].map(
      (input) => settingWith(cpu, fromSource(input), out).files.path,
    );
    expect(new Set([...paths, folderOf(source)]).size).toBe(3);
  });
});

describe.each(testedBackends)('on %s, such a run that was stopped', (name) => {
  test.each(['gone', 'another one'])(
    'ends with the same bytes when the source is %s',
    async (what) => {
      await prepareSource();
      const backend = await backendFor(name);
      const input = fromSource({
        steps: 7,
        checkpoint: { everySteps: 2 },
        init: { optimiser: true },
      });
      const whole = settingWith(backend, input);
      await run(whole.options);
      const setting = settingWith(backend, input);
      await killedAt(setting, 5);
      if (what === 'gone') rmSync(folderOf(source), { recursive: true });
      else await run({ ...source.options, config: { ...source.options.config, steps: 6 } });
      await run(setting.options);
      expect(setting.files.read('metrics.csv')).toBe(whole.files.read('metrics.csv'));
      expect(setting.files.record.init).toEqual(whole.files.record.init);
      const warned = setting.printed.text.includes(
        'init.from holds another checkpoint (step 6) than',
      );
      expect(warned).toBe(what === 'another one');
      // Complete runs stay complete, and may be extended.
      expect((await run(setting.options)).final).toBeNull();
      await run({ ...setting.options, config: { ...setting.options.config, steps: 8 } });
      expect(setting.files.rows('metrics.csv').map(({ step }) => step)).toEqual([2, 4, 6, 8]);
    },
  );
});

describe('another source', () => {
  test('is refused, and the same one in another place is not', async () => {
    await prepareSource();
    const before = await ran(fromSource(), out);
    const moved = join(temporaryFolder(), 'moved');
    cpSync(out, moved, { recursive: true });
    const place = folderOf(source).replace(out, moved);
    const setting = settingWith(cpu, fromSource({}, place), moved);
    expect(setting.files.path).toBe(before.files.path.replace(out, moved));
    expect((await run(setting.options)).final).toBeNull();
    await run({
      ...source.options,
      config: { ...source.options.config, out: moved, steps: 6 },
    });
    const error = await errorOf(run(setting.options));
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect(error.message).toContain(`init.from: "${folderOf(source)}" → "${place}"`);
  });

  test('is refused when a run without a checkpoint of its own starts over', async () => {
    await prepareSource();
    const input = fromSource({ checkpoint: { everySteps: 0, everySeconds: null } });
    const setting = settingWith(cpu, input);
    await killedAt(setting, 3);
    await run({ ...source.options, config: { ...source.options.config, steps: 6 } });
    const error = await errorOf(run(setting.options));
    expect(error).toBeInstanceOf(RunDirectoryError);
    expect(error.message).toMatch(/no checkpoint to resume from, and init.from holds another one/);
    await run({ ...setting.options, force: true });
    expect(setting.files.record.init).toMatchObject({ step: 6 });
  });
});

describe('a source that does not fit', () => {
  async function issuesOf(input: ConfigInput) {
    const setting = settingWith(cpu, input);
    const error = await errorOf(run(setting.options));
    if (!(error instanceof ConfigError)) throw error;
    expect(existsSync(setting.files.path)).toBe(false);
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }

  test('is refused with every parameter and both shapes, and nothing is written', async () => {
    await prepareSource();
    const model = { encoderHidden: [3], decoderHidden: [] };
    expect(await issuesOf(fromSource({ model }))).toEqual([
      'init.from: parameters/decoder/0/weights is [6, 3] in the checkpoint, and [6, 6] in this run',
      'init.from: parameters/decoder/0/bias is [3] in the checkpoint, and [6] in this run',
      'init.from: parameters/decoder/1/weights is [3, 6] in the checkpoint, and missing in this run',
      'init.from: parameters/decoder/1/bias is [6] in the checkpoint, and missing in this run',
    ]);
  });

  test('is one of another optimiser, where what it holds is asked for', async () => {
    await prepareSource();
    const input = fromSource({ optimiser: { name: 'momentum' } });
    expect(await issuesOf({ ...input, init: { ...input.init, optimiser: true } })).toEqual([
      'init.optimiser: the checkpoint holds no state of momentum: use the optimiser of that run',
    ]);
    await ran(input);
  });

  test('is one that is damaged or not there', async () => {
    await prepareSource();
    const nowhere = join(out, 'nowhere');
    expect((await issuesOf(fromSource({}, nowhere)))[0]).toMatch(
      /^init.from: finds no checkpoint: name a run's folder.*nowhere\/seed-2\/checkpoint.safetensors/,
    );
    const [damaged] = await issuesOf(fromSource({}, source.files.file('metrics.csv')));
    expect(damaged).toMatch(/^init.from: .*metrics.csv cannot be used: it is damaged/);
  });

  test('is none where the optimiser is to come from it', async () => {
    expect(await issuesOf({ init: { optimiser: true } })).toEqual([
      'init.optimiser: needs init.from, the run that it takes the optimiser’s state from',
    ]);
  });
});

test('train() does not ignore it', async () => {
  await prepareSource();
  const { config, seed, dataset } = settingWith(cpu, fromSource()).options;
  const steps = train({ config, seed, dataset, backend: cpu });
  await expect(steps.next()).rejects.toThrow(/init.from: is read where a run has a folder/);
});
