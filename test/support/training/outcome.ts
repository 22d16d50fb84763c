import type { BackendName } from '../../../src/backends/table.ts';
import type { Config } from '../../../src/config/schema.ts';
import type { InitialValue } from '../../../src/core/shapes.ts';
import type { Named } from '../../../src/core/named.ts';
import { resolveRun } from '../../../src/training/resolved-run.ts';
import { Trainer } from '../../../src/training/trainer.ts';
import { backendFor } from '../backends.ts';
import { tinyDataset } from './tiny-model.ts';

/** Steps in groups of these sizes, after those that led to a state: their ELBOs, the next state, and a measurement. */
export async function outcome(
  backend: BackendName,
  config: Config,
  groups: readonly number[],
  from: { readonly step: number; readonly state?: Named<InitialValue> } = { step: 0 },
) {
  const run = await resolveRun({ config, seed: 3, dataset: tinyDataset(9, 3) });
  const trainer = new Trainer(run, await backendFor(backend), from.state);
  const elbos: number[] = [];
  for (const count of groups) {
    elbos.push(...(await trainer.steps(from.step + elbos.length + 1, count)));
  }
  const state = await trainer.readState();
  const metrics = await trainer.measure(from.step + elbos.length, () => Promise.resolve());
  trainer.dispose();
  return { elbos, state, metrics };
}
