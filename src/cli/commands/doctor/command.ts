import { z } from 'zod';
import { numberText } from '../../../core/text-fields.ts';
import type { OptionsOf } from '../../options/declare.ts';
import { option, toggle } from '../../options/fields.ts';
import { settings } from '../../options/settings.ts';

export const doctorCommand = {
  name: 'doctor',
  summary: 'show which backends work here, how fast, and what to do about the others',
  options: z.object({
    timeLimit: option(
      '--time-limit <seconds>',
      'time that each backend has',
      numberText({ is: (value) => value > 0, says: 'a number of seconds above 0' }).default(60),
    ),
    json: option('--json', 'print JSON (docs/doctor.md)', toggle()),
    settings: settings([
      ...['backend.name', 'backend.threads', 'backend.gpu'],
      ...['data.name', 'data.directory', 'out'],
    ]),
  }),
  help: `Every backend takes a few small steps in a process of its own. Exit code 0 when the one that --backend asks for works,
the data set can be read and the results folder can be written to; otherwise 1.

Examples:
  vae-bench doctor
  vae-bench doctor --backend tfjs-node --threads 1
  vae-bench doctor --json > doctor.json`,
};

export type DoctorOptions = OptionsOf<typeof doctorCommand>;
