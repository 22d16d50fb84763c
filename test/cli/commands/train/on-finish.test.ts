import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  expectUserError,
  seenOnStderr,
  startVaeBench,
  tinyRun,
  vaeBench,
} from '../../../support/cli/vae-bench.ts';
import { RunFiles } from '../../../support/runs/run-files.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';
import { exists } from '../../../support/sweeps/sweep-process.ts';

const folder = sharedFolder();
const data = dataFolder(folder);

/** Prints all facts, each on a line, in the order of their names. */
const printFacts = 'env | grep ^VAE_BENCH_ | sort';

/** The facts that a command has printed. */
const factsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/on finish: VAE_BENCH_(\w+)=(.*)$/gm)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  );

const runIn = (out: string, seed = 0) => new RunFiles(out, 'quick', 'ars+-c3-v3', `seed-${seed}`);

/** A run that goes on until it is stopped. */
const endless = ['--steps', '1000000', '--eval-every', '1000000'];

describe('--on-finish', () => {
  test('runs at the end of a run with its facts, prints and logs what the command prints', async () => {
    const out = join(folder, 'facts');
    const flags = ['--seed', '7', '--tag', 'a', '--note', 'b c', '--on-finish', printFacts];
    const { exitCode, stderr } = await vaeBench(...tinyRun(data, out), ...flags);
    expect(exitCode).toBe(0);
    const files = runIn(out, 7);
    const last = files.rows('metrics.csv').at(-1)!;
    expect(factsIn(stderr)).toMatchObject({
      ...{ KIND: 'run', STATUS: 'completed', REASON: 'completed all steps', EXIT_CODE: '0' },
      ...{ FOLDER: files.path, EXPERIMENT: 'quick', RUN: 'ars+-c3-v3', SEED: '7' },
      ...{ ESTIMATOR: 'ars+', STEPS: '4', STEPS_DONE: '4', MEASURED_STEP: '4', TAGS: 'a' },
      ...{ NOTE: 'b c', TRAIN_ELBO: String(last.train_elbo) },
    });
    const logged = files.log.filter(({ on_finish }) => on_finish === true).map(({ msg }) => msg);
    expect(logged).toContain('on finish: VAE_BENCH_SEED=7');
    expect(files.record.status).toBe('completed');
  });

  test('does not run when there was nothing to do, or the start was refused', async () => {
    const run = [...tinyRun(data, join(folder, 'nothing')), '--on-finish', 'echo called'];
    expect((await vaeBench(...run)).stderr).toContain('on finish: called');
    expect((await vaeBench(...run)).stderr).not.toContain('on finish');
    const refused = await vaeBench(...run, '--steps', '3');
    expectUserError(refused, 2);
    expect(refused.stderr).not.toContain('on finish');
  });

  test('a command that fails is reported, and changes neither exit code nor files', async () => {
    const plain = join(folder, 'plain');
    const failing = join(folder, 'failing');
    await vaeBench(...tinyRun(data, plain));
    const ended = await vaeBench(...tinyRun(data, failing), '--on-finish', 'exit 3');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('on finish: the command failed: it ended with exit code 3');
    expect(runIn(failing).record.status).toBe('completed');
    expect(runIn(failing).read('metrics.csv')).toBe(runIn(plain).read('metrics.csv'));
  });

  test('a run that fails says so, and keeps its exit code', async () => {
    const out = join(folder, 'diverges');
    const flags = ['--encoder-lr', '1e38', '--decoder-lr', '1e38', '--on-finish', printFacts];
    const { exitCode, stderr } = await vaeBench(...tinyRun(data, out), ...flags);
    expect(exitCode).toBe(1);
    const facts = factsIn(stderr);
    expect(facts).toMatchObject({ STATUS: 'failed', EXIT_CODE: '1', SEED: '0' });
    expect(facts.REASON).toBe(runIn(out).record.reason);
  });

  test('a run that ^C stopped says so; a hanging command ends at a further ^C', async () => {
    const out = join(folder, 'stopped');
    const command = `echo state=$VAE_BENCH_STATUS; echo pid=$$; sleep 1000`;
    const child = startVaeBench(...tinyRun(data, out), ...endless, '--on-finish', command);
    const pid = seenOnStderr(child, /on finish: pid=\d+\n/);
    await seenOnStderr(child, /seed 0: /);
    child.kill('SIGINT');
    await pid;
    child.kill('SIGINT');
    const { exitCode, signal, stderr } = await child;
    // A shell says 130 of both: the process ended itself, or was ended at once.
    expect([130, 'SIGINT']).toContain(exitCode ?? signal);
    expect(stderr).toContain('on finish: state=interrupted');
    const hanging = Number(/on finish: pid=(\d+)/.exec(stderr)![1]);
    await vi.waitFor(() => {
      expect(exists(hanging)).toBe(false);
    }, 10_000);
    expect(runIn(out).record.status).toBe('interrupted');
  });

  test('a hanging command ends after its time', async () => {
    const out = join(folder, 'hanging');
    const limit = ['--set', 'onFinish.seconds=0.5', '--on-finish', 'sleep 1000'];
    const { exitCode, stderr } = await vaeBench(...tinyRun(data, out), ...limit);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('the command failed: it was ended after 0.5 seconds');
    expect(runIn(out).record.status).toBe('completed');
  });
});
