import { z } from 'zod';
import { configSchema } from '../../../config/schema.ts';
import { wholeNumberText } from '../../../core/text-fields.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { gpuOption, option } from '../../options/fields.ts';

/** What `vae-bench doctor` starts for each backend. */
export const probeBackendCommand = {
  name: 'probe-backend',
  summary: 'take a few steps on one backend, and print how that went as JSON',
  options: z.object({
    backend: option(
      '--backend <name>',
      'what runs the tensors',
      configSchema.shape.backend.unwrap().shape.name,
    ),
    gpu: gpuOption,
    threads: option('--threads <number>', 'threads of it', wholeNumberText(1).optional()),
  }),
  hidden: true,
};

export type ProbeBackendOptions = OptionsOf<typeof probeBackendCommand>;
