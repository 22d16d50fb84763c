import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { hasCommand, installPackages, whyNoInstalling } from '../debian.ts';

const packages = ['slurm-wlm', 'munge'];
const commands = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol', 'scancel'];

const missing = (): string[] => commands.filter((command) => !hasCommand(command));

/** Why there can be no Slurm here; undefined when there is one, or it can be installed. */
export function whyNoSlurm(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to install and start Slurm';
  return missing().length === 0 ? undefined : whyNoInstalling(packages);
}

/** Installs Slurm from Debian or Ubuntu when it is missing. */
export async function installSlurm(): Promise<void> {
  if (missing().length > 0) await installPackages(packages);
}

/** A Slurm of one node on the loopback interface, with all its files in one folder. */
export class SlurmCluster {
  readonly #folder: string;
  /** What Slurm's commands need in their environment. */
  readonly env: Readonly<Record<string, string>>;

  constructor(folder: string) {
    this.#folder = folder;
    this.env = { SLURM_CONF: join(folder, 'slurm.conf') };
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  #config(): string {
    const host = hostname().split('.')[0] ?? 'localhost';
    // Ports of our own, so that a Slurm of the machine is left alone.
    const port = 20_000 + (process.pid % 20_000);
    return [
      'ClusterName=test',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${port}`,
      `SlurmdPort=${port + 1}`,
      'SlurmUser=root',
      'SlurmdUser=root',
      // A requeued task waits for as long as credentials live.
      `AuthInfo=socket=${this.#file('munge.socket')},cred_expire=5`,
      `StateSaveLocation=${this.#file('state')}`,
      `SlurmdSpoolDir=${this.#file('spool')}`,
      `SlurmctldPidFile=${this.#file('slurmctld.pid')}`,
      `SlurmdPidFile=${this.#file('slurmd.pid')}`,
      `SlurmctldLogFile=${this.#file('slurmctld.log')}`,
      `SlurmdLogFile=${this.#file('slurmd.log')}`,
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_Core',
      'JobAcctGatherType=jobacct_gather/none',
      'AccountingStorageType=accounting_storage/none',
      // A requeued task is looked at again within a second, not within half a minute.
      'SchedulerParameters=sched_interval=1,bf_interval=1',
      'MinJobAge=300',
      'ReturnToService=2',
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=1024 State=UNKNOWN`,
      `PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
      '',
    ].join('\n');
  }

  /** Runs one of Slurm's commands. */
  async run(command: string, ...args: string[]): Promise<string> {
    return (await execa(command, args, { env: this.env })).stdout;
  }

  async start(): Promise<void> {
    for (const name of ['state', 'spool']) mkdirSync(this.#file(name), { recursive: true });
    writeFileSync(this.#file('munge.key'), Buffer.alloc(128, 'vae-bench'), { mode: 0o400 });
    writeFileSync(this.#file('slurm.conf'), this.#config());
    await execa('munged', [
      `--key-file=${this.#file('munge.key')}`,
      `--socket=${this.#file('munge.socket')}`,
      `--pid-file=${this.#file('munge.pid')}`,
      `--log-file=${this.#file('munge.log')}`,
      `--seed-file=${this.#file('munge.seed')}`,
      '--num-threads=2',
      '--force',
    ]);
    const conf = this.#file('slurm.conf');
    await execa('slurmctld', ['-f', conf], { env: this.env });
    const node = hostname().split('.')[0] ?? 'localhost';
    await execa('slurmd', ['-f', conf, '-N', node], { env: this.env });
    await this.#ready();
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const { stdout } = await execa('sinfo', ['-h', '-o', '%T'], {
        env: this.env,
        reject: false,
      });
      if (stdout.trim() === 'idle') return;
      await sleep(200);
    }
    throw new Error(`Slurm did not start:\n${readFileSync(this.#file('slurmctld.log'), 'utf8')}`);
  }

  /** Ends the daemons that `start` started, by their pid files, which they remove. */
  async stop(): Promise<void> {
    for (const name of ['slurmd.pid', 'slurmctld.pid', 'munge.pid']) {
      const file = this.#file(name);
      if (!existsSync(file)) continue;
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM');
      for (let wait = 0; wait < 100 && existsSync(file); wait += 1) await sleep(100);
    }
  }
}
