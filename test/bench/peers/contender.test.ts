import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { Contender, ContenderError } from '../../../bench/peers/contender.ts';
import { packageRoot } from '../../../src/core/package.ts';

const fixture = join(packageRoot, 'test', 'fixtures', 'contender.mjs');

async function start(behaviour: string): Promise<Contender> {
  const contender = await Contender.start({
    file: process.execPath,
    args: [fixture, behaviour],
    env: { FAKE_MODE: 'eager' },
  });
  onTestFinished(() => contender.stop());
  return contender;
}

test('answers requests one after the other, in the environment it was given', async () => {
  const contender = await start('works');
  expect(contender.description).toBe('fake, eager');
  expect(await contender.warmUp(2)).toBe(0.5);
  expect(await contender.run(3)).toEqual([1, 2, 3]);
  expect(await contender.run(1)).toEqual([1]);
  await contender.check('problem', 'answer');
});

test.runIf(process.platform === 'linux')('knows the processor time of its process', async () => {
  const contender = await start('works');
  // Starting Node takes some hundredths of a second, and no minute.
  expect(contender.processorSeconds()).toBeGreaterThan(0);
  expect(contender.processorSeconds()).toBeLessThan(60);
});

test('says why a process did not start, in the words of its traceback', async () => {
  await expect(start('cannot-start')).rejects.toThrow(
    new ContenderError('ImportError: no framework'),
  );
});

test('says that a program does not exist', async () => {
  const missing = Contender.start({ file: join(packageRoot, 'no-such-program'), args: [] });
  await expect(missing).rejects.toThrow(/ENOENT/);
});

test('notices a process that ends instead of answering', async () => {
  const contender = await start('dies');
  await contender.warmUp(1);
  await expect(contender.run(1)).rejects.toThrow('its process ended without an answer');
});

test('rejects an answer that is none', async () => {
  const contender = await start('babbles');
  await expect(contender.run(1)).rejects.toThrow('it answered "step done"');
});

test('ends its process', async () => {
  const contender = await start('works');
  await contender.stop();
  await expect(contender.run(1)).rejects.toThrow(ContenderError);
});
