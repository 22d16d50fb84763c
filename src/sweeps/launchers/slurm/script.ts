import { SlurmError } from '../../../core/sweep-errors.ts';
import type { SlurmOptions } from './options.ts';

/** What the jobs ask the cluster for. */
type Resources = Pick<
  SlurmOptions,
  'partition' | 'account' | 'time' | 'memory' | 'gpusPerTask' | 'throttle'
>;

/** What a batch script runs. */
export interface SlurmScript extends Resources {
  readonly name: string;
  readonly cpus: number;
  /** More lines: `#SBATCH …`, or commands that run before the run starts. */
  readonly lines: readonly string[];
  /** Places in the manifest. */
  readonly tasks: readonly number[];
  /** What is taken off them to have the numbers of the array; 0 when left out. */
  readonly offset?: number;
  /** Folder of Slurm's logs. */
  readonly logs: string;
  /** The executable of Node. */
  readonly node: string;
  /** The command line's main file. */
  readonly executable: string;
  readonly manifest: string;
}

/** Seconds before the time limit at which a run is told to write a checkpoint. */
const NOTICE = 120;

/** Numbers as sbatch takes them: [0, 1, 2, 5] is `0-2,5`. */
export function arrayRanges(tasks: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const task of tasks.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last?.[1] === task - 1) last[1] = task;
    else if (last?.[1] !== task) ranges.push([task, task]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** A word of a shell command. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A path in an #SBATCH line, where a per cent sign starts a pattern. */
function sbatchPath(path: string): string {
  if (/["\n\\]/.test(path)) {
    throw new SlurmError(
      `sbatch cannot write logs to ${JSON.stringify(path)}: choose a folder without quotes, ` +
        'backslashes and line breaks, with --out.',
    );
  }
  return path.replaceAll('%', '%%');
}

const isOption = (line: string): boolean => line.startsWith('#SBATCH');

/** The batch script of a job array that runs these tasks of a manifest, one run per task. */
export function slurmScript(script: SlurmScript): string {
  const {
    name,
    tasks,
    offset = 0,
    throttle,
    partition,
    account,
    time,
    memory,
    cpus,
    gpusPerTask,
    lines,
  } = script;
  const limit = throttle === undefined ? '' : `%${throttle}`;
  const option = (flag: string, value: string | number | undefined) =>
    value === undefined ? [] : [`#SBATCH --${flag}=${value}`];
  return [
    '#!/bin/bash',
    `# Written by vae-bench sweep: task N of this array runs run number ${offset === 0 ? 'N' : `N + ${offset}`} of the manifest below.`,
    `#SBATCH --job-name=${name}`,
    `#SBATCH --array=${arrayRanges(tasks.map((task) => task - offset))}${limit}`,
    `#SBATCH --output="${sbatchPath(script.logs)}/%A_%a.log"`,
    '#SBATCH --open-mode=append',
    '#SBATCH --ntasks=1',
    `#SBATCH --cpus-per-task=${cpus}`,
    ...option('gpus-per-task', gpusPerTask),
    ...option('partition', partition),
    ...option('account', account),
    ...option('time', time),
    ...option('mem', memory),
    '#SBATCH --requeue',
    `# ${NOTICE} s before the time limit, this shell gets USR2.`,
    `#SBATCH --signal=B:USR2@${NOTICE}`,
    ...lines.filter(isOption),
    '',
    ...lines.filter((line) => !isOption(line)),
    'child= asked=',
    '# The run then writes a checkpoint and leaves with exit code 75; see below.',
    `trap 'asked=1; [ -z "$child" ] || kill -USR2 "$child"' USR2`,
    '# scancel sends SIGTERM to the run, too; this shell waits for its checkpoint.',
    'trap : TERM',
    '',
    `${quoted(script.node)} ${quoted(script.executable)} run-task ${quoted(script.manifest)} \\`,
    `  "${offset === 0 ? '$SLURM_ARRAY_TASK_ID' : `$((SLURM_ARRAY_TASK_ID + ${offset}))`}" &`,
    'child=$!',
    '[ -z "$asked" ] || kill -USR2 "$child"',
    '# A signal ends wait, not the run.',
    'wait "$child"',
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; done',
    'wait "$child"',
    'code=$?',
    '',
    'if [ "$code" -eq 75 ]; then',
    '  echo "Checkpoint written; back into the queue."',
    '  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"',
    'fi',
    'exit "$code"',
    '',
  ].join('\n');
}
