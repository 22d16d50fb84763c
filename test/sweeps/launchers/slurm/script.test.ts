import { execaSync } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SlurmError } from '../../../../src/core/sweep-errors.ts';
import { arraysOf } from '../../../../src/sweeps/launchers/slurm/arrays.ts';
import {
  isActive,
  parseJob,
  parseLimit,
  parseQueue,
  scancelOf,
} from '../../../../src/sweeps/launchers/slurm/commands.ts';
import { arrayRanges, slurmScript } from '../../../../src/sweeps/launchers/slurm/script.ts';

const script = {
  name: 'figure1',
  tasks: [0, 1, 2, 7],
  logs: '/results/100%/slurm',
  node: '/opt/node/bin/node',
  executable: "/home/o'neill/dist/bin.js",
  manifest: '/results/a b/sweep.json',
  cpus: 1,
  lines: [],
};

describe('the batch script', () => {
  test('is what a reader can follow', () => {
    const text = slurmScript({
      ...script,
      partition: 'long',
      account: 'lab',
      time: '1-00:00:00',
      memory: '2G',
      gpusPerTask: 1,
      throttle: 20,
      lines: ['module load nodejs', '#SBATCH --constraint=h100'],
    });
    expect(text).toMatchInlineSnapshot(`
      "#!/bin/bash
      # Written by vae-bench sweep: task N of this array runs run number N of the manifest below.
      #SBATCH --job-name=figure1
      #SBATCH --array=0-2,7%20
      #SBATCH --output="/results/100%%/slurm/%A_%a.log"
      #SBATCH --open-mode=append
      #SBATCH --ntasks=1
      #SBATCH --cpus-per-task=1
      #SBATCH --gpus-per-task=1
      #SBATCH --partition=long
      #SBATCH --account=lab
      #SBATCH --time=1-00:00:00
      #SBATCH --mem=2G
      #SBATCH --requeue
      # 120 s before the time limit, this shell gets USR2.
      #SBATCH --signal=B:USR2@120
      #SBATCH --constraint=h100

      module load nodejs
      child= asked=
      # The run then writes a checkpoint and leaves with exit code 75; see below.
      trap 'asked=1; [ -z "$child" ] || kill -USR2 "$child"' USR2
      # scancel sends SIGTERM to the run, too; this shell waits for its checkpoint.
      trap : TERM

      '/opt/node/bin/node' '/home/o'\\''neill/dist/bin.js' run-task '/results/a b/sweep.json' \\
        "$SLURM_ARRAY_TASK_ID" &
      child=$!
      [ -z "$asked" ] || kill -USR2 "$child"
      # A signal ends wait, not the run.
      wait "$child"
      while kill -0 "$child" 2>/dev/null; do wait "$child"; done
      wait "$child"
      code=$?

      if [ "$code" -eq 75 ]; then
        echo "Checkpoint written; back into the queue."
        scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
      fi
      exit "$code"
      "
    `);
  });

  test('leaves to the cluster what nobody decided', () => {
    const text = slurmScript(script);
    expect(text).toContain('#SBATCH --array=0-2,7\n');
    for (const option of ['partition', 'account', 'time', 'mem', 'gpus-per-task']) {
      expect(text).not.toContain(`--${option}=`);
    }
  });

  test('is bash that runs', () => {
    const checked = execaSync('bash', ['-n'], { input: slurmScript(script), reject: false });
    expect([checked.exitCode, checked.stderr]).toEqual([0, '']);
  });

  /** Runs the script with a shell command in the place of the run and of scontrol. */
  const runWith = (command: string) =>
    execaSync('bash', [], {
      input: slurmScript({ ...script, node: '/bin/sh', executable: '-c', manifest: 'M' })
        .replace("'-c' run-task", `-c '${command}' run-task`)
        .replace('scontrol requeue', 'echo requeue'),
      env: { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_JOB_ID: '12' },
      reject: false,
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });

  test('passes on the exit code, and goes back into the queue after a checkpoint only', () => {
    expect(runWith('exit 0')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(runWith('exit 3')).toMatchObject({ exitCode: 3, stdout: '' });
    expect(runWith('exit 75')).toMatchObject({
      exitCode: 75,
      stdout: 'Checkpoint written; back into the queue.\nrequeue 12_3',
    });
    expect(runWith('echo "$1 $2"')).toMatchObject({ stdout: 'M 3' });
  });

  test('passes USR2 on to the run and waits for it; SIGTERM is left to the run', () => {
    // The run signals its shell, as Slurm does, and takes its time to leave.
    const onUsr2 = 'trap "sleep 0.2; exit 75" USR2; kill -USR2 $PPID; while :; do sleep 0.05; done';
    expect(runWith(onUsr2)).toMatchObject({
      exitCode: 75,
      stdout: expect.stringContaining('requeue 12_3') as unknown,
    });
    expect(runWith('kill -TERM $PPID; sleep 0.2; exit 143')).toMatchObject({ exitCode: 143 });
  });

  test('needs a folder whose name sbatch can read', () => {
    expect(() => slurmScript({ ...script, logs: '/a"b' })).toThrow(SlurmError);
  });
});

test('array ranges name exactly the tasks, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (tasks) => {
      const text = arrayRanges(tasks);
      const named = (text === '' ? [] : text.split(',')).flatMap((part) => {
        const [from = 0, to = from] = part.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, at) => from + at);
      });
      expect(named).toEqual([...new Set(tasks)].sort((one, other) => one - other));
    }),
    { seed: 1 },
  );
  expect(arrayRanges([3, 1, 2, 9, 5, 6])).toBe('1-3,5-6,9');
});

test('sbatch’s answer is a job number, with or without a cluster', () => {
  expect(parseJob('123\n')).toEqual({ job: '123' });
  expect(parseJob('123;east\n')).toEqual({ job: '123', cluster: 'east' });
  expect(() => parseJob('Submitted batch job 123')).toThrow(SlurmError);
});

test('jobs are cancelled where they are', () => {
  const jobs = [{ job: '1' }, { job: '2' }, { job: '1' }];
  expect(scancelOf(jobs)).toBe('scancel 1 2');
  const east = { job: '7', cluster: 'east' };
  expect(scancelOf([...jobs, east])).toBe('scancel 1 2; scancel -M east 7');
});

test('a limit is read from the cluster’s configuration', () => {
  const config = 'MaxArraySize            = 1001\nMaxJobCount             = 10000\n';
  expect(parseLimit(config, 'MaxArraySize')).toBe(1001);
  expect(parseLimit('', 'MaxArraySize')).toBeUndefined();
});

test('tasks are split into arrays whose numbers are below the limit, and each is in one', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500)), fc.integer({ min: 2, max: 60 }), (tasks, size) => {
      const arrays = arraysOf(tasks, size);
      expect(arrays.flatMap((one) => one.tasks).sort()).toEqual([...tasks].sort());
      for (const { offset, tasks: members } of arrays) {
        for (const task of members) expect(task - offset).toBeGreaterThanOrEqual(0);
        for (const task of members) expect(task - offset).toBeLessThan(size);
      }
    }),
    { seed: 1 },
  );
  expect(arraysOf([5, 2], undefined)).toEqual([{ offset: 0, tasks: [5, 2] }]);
});

test('squeue’s answer is a state per task; lines of other jobs are no tasks', () => {
  const output = '12_0 RUNNING\n12_10 COMPLETED\n13_[0-4] PENDING\n14 PENDING\n\n';
  expect([...parseQueue(output)]).toEqual([
    [0, 'RUNNING'],
    [10, 'COMPLETED'],
  ]);
});

test('a task is active until a state says that it is over', () => {
  const active = ['PENDING', 'RUNNING', 'COMPLETING', 'REQUEUED', 'SUSPENDED', 'NEW_STATE'];
  const over = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMEOUT', 'OUT_OF_MEMORY', 'NODE_FAIL'];
  expect(active.map(isActive)).toEqual(active.map(() => true));
  expect(over.map(isActive)).toEqual(over.map(() => false));
});
