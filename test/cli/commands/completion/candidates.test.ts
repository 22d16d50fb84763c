import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { candidatesFor } from '../../../../src/cli/commands/completion/candidates.ts';
import { createProgram } from '../../../../src/cli/program.ts';
import { configSchema } from '../../../../src/config/schema.ts';
import { estimatorNames } from '../../../../src/estimators/table.ts';
import { estimators } from '../../../../src/estimators/built-in.ts';
import { paperNames } from '../../../../src/figures/findings/papers.ts';
import { bin } from '../../../support/cli/vae-bench.ts';

/** The words that may follow; the last of `words` is being typed. */
function wordsAfter(...words: string[]): unknown {
  const candidates = candidatesFor(createProgram(), words);
  return typeof candidates === 'string' ? candidates : candidates.map(({ word }) => word);
}

const names = estimatorNames.join(' ');
const papers = paperNames.join(' ');
const datasets = configSchema.shape.data.unwrap().shape.name.unwrap().options.join(' ');
const backends = configSchema.shape.backend.unwrap().shape.name.unwrap().options.join(' ');

describe('what may stand at the cursor', () => {
  test('names are those of the table of estimators, in its order', () => {
    expect(estimatorNames).toEqual(Object.keys(estimators));
  });

  test.each([
    ['--estimator ', names],
    // A value may start with a hyphen.
    ['--estimator -', names],
    ['--name --config --name ', ''],
    ['verify --estimator ', names],
    ['bench --estimator ars ars+ ', names],
    ['table results --compare x,', estimatorNames.map((name) => `x,${name}`).join(' ')],
    ['--backend ', backends],
    ['verify --backend ', backends],
    ['bench --backend ', backends],
    ['doctor --backend ', backends],
    ['--dataset ', datasets],
    ['--samples ', 'ars arsm'],
    // It takes a number alone.
    ['verify --samples ', ''],
    ['--steps ', ''],
    ['sweep --launcher ', 'local slurm'],
    ['plot --x ', 'steps evaluations seconds'],
    ['plot --x=', '--x=steps --x=evaluations --x=seconds'],
    [
      'table --metric test_bound,',
      'test_bound,train_elbo test_bound,grad_variance test_bound,kl test_bound,reconstruction',
    ],
    ['findings --format ', 'text csv markdown latex'],
    ['findings --claims ', papers],
    ['completion ', 'bash zsh fish'],
    ['--config ', 'files'],
    ['--config=a', 'files'],
    ['bench --plugin a.mjs ', 'files'],
    ['sweep --launcher slurm ', 'files'],
    ['plot -o ', 'files'],
    ['--out ', 'folders'],
    ['--data-dir ', 'folders'],
    ['sweep file --out ', 'folders'],
    ['--nonsense=', ''],
  ])('after vae-bench %s', (line, expected) => {
    expect([wordsAfter(...line.split(' '))].flat().join(' ')).toBe(expected);
  });

  test('every command that takes a folder completes folders', () => {
    const commands = createProgram().commands.filter(({ registeredArguments: [first] }) =>
      /^folders?$/.test(first?.name() ?? ''),
    );
    expect(commands.length).toBeGreaterThanOrEqual(6);
    for (const command of commands) expect(wordsAfter(command.name(), '')).toBe('folders');
  });

  test('flags are those of the command that is being typed', () => {
    expect(wordsAfter('--')).toEqual(expect.arrayContaining(['--encoder-lr', '--force', '--help']));
    expect(wordsAfter('--estimator', 'sweep', '--')).toContain('--force');
    expect(wordsAfter('sweep', '-')).toContain('--dry-run');
    expect(wordsAfter('sweep', '-')).not.toContain('--force');
    expect(wordsAfter('sweep', 'file', '')).toContain('--dry-run');
    expect(wordsAfter('bench', '--estimator', 'ars', '--')).toContain('--bound');
  });

  test('commands come first, and hidden ones never', () => {
    const commands = wordsAfter('') as string[];
    expect(commands).toEqual(expect.arrayContaining(['estimators', 'sweep', 'completion', 'help']));
    expect(commands).not.toContain('complete');
    expect(commands).not.toContain('run-task');
    expect(wordsAfter('help', '')).toEqual(commands);
  });

  test('nothing is an option after --', () => {
    expect(wordsAfter('sweep', '--', '-')).toBe('files');
  });
});

/** Whether TensorFlow.js is there after modules of the build were imported. */
async function loadsTensorFlow(...modules: string[]): Promise<boolean> {
  const code = `
    import { createRequire } from 'node:module';
    for (const file of process.argv.slice(1)) await import(file);
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.some((file) => file.includes('@tensorflow')));`;
  const files = modules.map((file) => join(dirname(bin), file));
  const flags = ['--input-type=module', '--eval', code];
  return (await execa(process.execPath, [...flags, ...files])).stdout === 'true';
}

test('completion does without TensorFlow.js, which takes longer to load than all else', async () => {
  expect(await loadsTensorFlow('cli/program.js', 'cli/commands/completion/candidates.js')).toBe(
    false,
  );
  expect(await loadsTensorFlow('estimators/built-in.js')).toBe(true);
});
