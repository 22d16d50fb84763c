import type { BackendName } from '../../../backends/select.ts';
import { benchmark, release } from '../../../benchmarks/benchmark.ts';
import { selectEngines } from '../../../benchmarks/engines.ts';
import { compareProcesses } from '../../../benchmarks/processes.ts';
import { reportText } from '../../../benchmarks/report-text.ts';
import { reportOf } from '../../../benchmarks/report.ts';
import type { ProcessesResult, Report } from '../../../benchmarks/results.ts';
import type { Config } from '../../../config/schema.ts';
import { loadDataset } from '../../../datasets/dataset.ts';
import { provenance } from '../../../runs/provenance.ts';
import { benchRequest } from './request.ts';
import type { BenchRequest } from './request.ts';
import type { BenchOptions } from './command.ts';
import { print, warn } from '../../terminal/output.ts';
import { Interruption } from '../../terminal/signals.ts';

function progress(line: string): void {
  warn(`${line}\n`);
}

/** Before this process computes anything itself, which would slow the others down. */
async function sideBySide(
  { configs, backends, gpu }: BenchRequest,
  signal: AbortSignal,
): Promise<ProcessesResult[]> {
  const results: ProcessesResult[] = [];
  for (const { backend } of await selectEngines(backends, [1], gpu)) {
    for (const config of configs) {
      progress(`${config.estimator} C=${config.categories} ${backend.name}: two processes`);
      results.push(await compareProcesses(config, backend.name as BackendName, signal));
    }
  }
  return results;
}

async function measure(options: BenchOptions, signal: AbortSignal): Promise<Report> {
  const started = new Date();
  const request = await benchRequest(options);
  const [config] = request.configs as [Config];
  const dataset = loadDataset(config.data);
  const about = await provenance();
  const processes = options.processes ? await sideBySide(request, signal) : [];
  const engines = await benchmark({
    ...request,
    dataset,
    floor: options.floor,
    bound: options.bound,
    signal,
    progress,
  });
  const report = reportOf({ config, dataset, about, started, engines, processes });
  release(engines);
  return report;
}

/** Times training steps beside the matrix products they are made of, and prints a report. */
export async function bench(options: BenchOptions): Promise<void> {
  const interruption = new Interruption();
  // There is nothing to save: the next turn ends it.
  interruption.hooks = { restore: () => undefined, say: () => undefined };
  try {
    const report = await measure(options, interruption.signal);
    const text = options.json ? JSON.stringify(report, null, 2) : reportText(report);
    await print(`${text}\n`);
  } finally {
    interruption.release();
  }
}
