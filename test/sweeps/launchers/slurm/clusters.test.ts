import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../../src/core/package.ts';
import { bin, expectUserError } from '../../../support/cli/vae-bench.ts';
import { dataFolder } from '../../../support/runs/small-data.ts';
import { SweepFolder, tinySweep } from '../../../support/sweeps/sweep-process.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Commands in the place of Slurm's, which record how they are called; `body` is what each does. */
function fakeSlurm(bodies: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const sweep = new SweepFolder(
    folder,
    tinySweep(dataFolder(folder), { seeds: [0, 1, 2, 3, 4], grid: { estimator: ['ars'] } }),
  );
  const commands = join(folder, 'bin');
  mkdirSync(commands);
  for (const [name, body] of Object.entries(bodies)) {
    const file = join(commands, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${body}\n`);
    chmodSync(file, 0o755);
  }
  return {
    sweep,
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n'),
    script: (number: number) =>
      readFileSync(join(sweep.out, `tiny/slurm/submit-${number}.sh`), 'utf8'),
    submit: (...flags: string[]) =>
      execa(process.execPath, [bin, ...sweep.arguments, '--launcher', 'slurm', ...flags], {
        cwd: packageRoot,
        reject: false,
        timeout: 60_000,
        env: { PATH: `${commands}:${dirname('/bin/sh')}:/usr/bin`, NO_COLOR: '1' },
      }),
  };
}

/** Prints 41, 42, … from call to call. */
const numbered = 'n=$(grep -c ^sbatch "$(dirname "$0")/../calls"); echo "$((40 + n))';

test('jobs of another cluster are asked for there, and not submitted twice', async () => {
  const { submit, calls } = fakeSlurm({
    scontrol: 'echo "MaxArraySize = 1001"',
    sbatch: 'echo "4242;east"',
    squeue:
      'case "$*" in *"-M east"*) for n in 0 1 2 3 4; do echo "4242_$n PENDING"; done;; ' +
      '*) echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1;; esac',
  });
  const first = await submit();
  expect(first.stderr).toMatch(/Slurm job 4242 on east: 5 tasks/);
  const second = await submit();
  expect(second.stdout).toContain('0 of 5 runs complete; 5 wait or run elsewhere');
  expect(calls().filter((call) => call.startsWith('sbatch'))).toHaveLength(1);
});

test('a sweep larger than the cluster’s arrays becomes several', async () => {
  const { submit, script } = fakeSlurm({
    scontrol: 'echo "MaxArraySize            = 2"',
    sbatch: `${numbered}"`,
  });
  const { exitCode, stderr } = await submit('--throttle', '3');
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(stderr).toMatch(/job 41: 2 tasks.*\n.*job 42: 2 tasks.*\n.*job 43: 1 tasks/);
  const lines = [1, 2, 3].map((number) => script(number));
  expect(lines.map((text) => /--array=(\S+)/.exec(text)?.[1])).toEqual(['0-1%1', '0-1%1', '0%1']);
  expect(lines.map((text) => /^ {2}"(.*)" &$/m.exec(text)?.[1])).toEqual([
    '$SLURM_ARRAY_TASK_ID',
    '$((SLURM_ARRAY_TASK_ID + 2))',
    '$((SLURM_ARRAY_TASK_ID + 4))',
  ]);
});

test('what the cluster does not take any more is said with what was submitted', async () => {
  const { submit } = fakeSlurm({
    scontrol: 'echo "MaxArraySize = 2"',
    sbatch:
      'if [ $(grep -c ^sbatch "$(dirname "$0")/../calls") -gt 1 ]; then ' +
      'echo "sbatch: error: QOSMaxSubmitJobPerUserLimit" >&2; exit 1; fi; echo 41',
    squeue: 'echo "41_0 PENDING"; echo "41_1 RUNNING"',
  });
  const ended = await submit();
  expectUserError(ended, 2);
  expect(ended.stderr).toMatch(
    /no more tasks of yours for now\.\n2 of 5 tasks were submitted; the same/,
  );
});

test('a cluster without job arrays is refused with a way out', async () => {
  const { submit } = fakeSlurm({ scontrol: 'echo "MaxArraySize = 0"', sbatch: 'echo 41' });
  const ended = await submit();
  expectUserError(ended, 2);
  expect(ended.stderr).toMatch(/no job arrays \(MaxArraySize is 0\): use --launcher local/);
});

test('a folder for batch scripts that cannot be made is named, without a stack', async () => {
  const { sweep, submit } = fakeSlurm({
    scontrol: 'echo "MaxArraySize = 1001"',
    sbatch: 'echo 41',
  });
  mkdirSync(join(sweep.out, 'tiny'), { recursive: true });
  writeFileSync(join(sweep.out, 'tiny/slurm'), 'a file is in the way');
  const ended = await submit();
  expectUserError(ended, 1);
  expect(ended.stderr).toContain(`${join(sweep.out, 'tiny/slurm')} cannot be made (EEXIST)`);
});
