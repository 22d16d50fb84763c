/**
 * The signals that ask for an end, with the exit codes of what they stop: 128 + the signal's number, as
 * shells have it. SIGUSR1 and SIGUSR2 come before a time limit, as with Slurm's `--signal=USR1@120`: 75 is
 * EX_TEMPFAIL of sysexits.h, "try again later", which a batch script can answer with a requeue.
 */
const codes = {
  SIGINT: 130,
  SIGTERM: 143,
  /** A terminal was closed. */
  SIGHUP: 129,
  SIGUSR1: 75,
  SIGUSR2: 75,
} as const;

export type StopSignal = keyof typeof codes;

export const stopSignals = Object.keys(codes) as readonly StopSignal[];

const known: Readonly<Record<string, number>> = codes;

/** The exit code of what this reason stopped; any other reason than a signal counts as SIGINT. */
export const codeOfStop = (reason: string): number => known[reason] ?? codes.SIGINT;

/** Whether a process that ended with this code was stopped by such a signal. */
export const isStopCode = (code: number | null): boolean =>
  Object.values(codes).some((one) => one === code);
