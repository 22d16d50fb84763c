import { runnable } from '../options/declare.ts';
import type { RunnableCommand } from '../options/declare.ts';
import { benchCommand } from './bench/command.ts';
import { compareCommand } from './compare/command.ts';
import { completeCommand, completionCommand } from './completion/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { estimatorsCommand } from './estimators/command.ts';
import { exportCommand } from './export/command.ts';
import { findingsCommand } from './findings/command.ts';
import { plotCommand } from './plot/command.ts';
import { probeBackendCommand } from './probe-backend/command.ts';
import { reportCommand } from './report/command.ts';
import { runTaskCommand } from './run-task/command.ts';
import { samplesCommand } from './samples/command.ts';
import { statusCommand } from './status/command.ts';
import { sweepCommand } from './sweep/command.ts';
import { tableCommand } from './table/command.ts';
import { trainCommand } from './train/command.ts';
import { verifyCommand } from './verify/command.ts';
import { watchCommand } from './watch/command.ts';

/** The command without a name. */
export const train = runnable(trainCommand, async () => (await import('./train/train.ts')).train);

/** The other commands, in the order of the help text. */
export const commands: readonly RunnableCommand[] = [
  runnable(estimatorsCommand, async () => (await import('./estimators/estimators.ts')).estimators),
  runnable(verifyCommand, async () => (await import('./verify/verify.ts')).verify),
  runnable(compareCommand, async () => (await import('./compare/compare.ts')).compare),
  runnable(benchCommand, async () => (await import('./bench/bench.ts')).bench),
  runnable(doctorCommand, async () => (await import('./doctor/doctor.ts')).doctor),
  runnable(
    probeBackendCommand,
    async () => (await import('./probe-backend/probe-backend.ts')).probeBackend,
  ),
  runnable(sweepCommand, async () => (await import('./sweep/sweep.ts')).sweep),
  runnable(runTaskCommand, async () => (await import('./run-task/run-task.ts')).runTask),
  runnable(statusCommand, async () => (await import('./status/status.ts')).status),
  runnable(plotCommand, async () => (await import('./plot/plot.ts')).plot),
  runnable(tableCommand, async () => (await import('./table/table.ts')).table),
  runnable(findingsCommand, async () => (await import('./findings/findings.ts')).findings),
  runnable(reportCommand, async () => (await import('./report/report.ts')).report),
  runnable(samplesCommand, async () => (await import('./samples/samples.ts')).samples),
  runnable(exportCommand, async () => (await import('./export/export.ts')).exportRuns),
  runnable(watchCommand, async () => (await import('./watch/watch.ts')).watch),
  runnable(completionCommand, async () => (await import('./completion/completion.ts')).completion),
  runnable(completeCommand, async () => (await import('./completion/complete.ts')).complete),
];
