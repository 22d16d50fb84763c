import type { Backend } from '../../../src/backends/backend.ts';
import { configSchema } from '../../../src/config/schema.ts';
import type { ConfigInput } from '../../../src/config/schema.ts';
import { chooseEstimator } from '../../../src/estimators/choose.ts';
import { estimators } from '../../../src/estimators/built-in.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import type { LogConsole } from '../../../src/runs/log.ts';
import type { RunOptions } from '../../../src/runs/run.ts';
import { RunFiles } from './run-files.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tinyDataset } from '../training/tiny-model.ts';

/** A console that remembers what was printed. */
class MemoryConsole implements LogConsole {
  readonly colour = false;
  text = '';

  readonly write = (text: string): void => {
    this.text += text;
  };
}

/** A run of five steps that takes milliseconds, measured every second step. */
export interface RunSetting {
  readonly options: RunOptions;
  readonly files: RunFiles;
  readonly printed: MemoryConsole;
}

export function settingWith(
  backend: Backend,
  input: ConfigInput = {},
  out = temporaryFolder(),
): RunSetting {
  const config = configSchema.parse({
    ...{ out, categories: 3, variables: 2, steps: 5, batchSize: 4, seeds: [1, 2] },
    model: { encoderHidden: [3], decoderHidden: [3] },
    evaluation: { every: 2, samples: 3 },
    ...input,
  });
  const printed = new MemoryConsole();
  return {
    options: {
      config,
      seed: 2,
      table: estimators,
      dataset: tinyDataset(8, 3),
      selection: { backend, passedOver: [] },
      console: printed,
      force: false,
    },
    files: new RunFiles(runDirectory(config, chooseEstimator(config, estimators), 2).path),
    printed,
  };
}
