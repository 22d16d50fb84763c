import { createHash } from 'node:crypto';
import type { ExportedRun } from '../exported-run.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** MLflow's number of an experiment: the same for the same name. */
export const experimentId = (name: string): string =>
  // 18 digits, the first of them no zero, as MLflow's own.
  String((BigInt(`0x${digest(name).slice(0, 16)}`) % (9n * 10n ** 17n)) + 10n ** 17n);

/** MLflow's identifier of a run: the same for the same experiment, run and seed, wherever the results are. */
export const runIdentifier = ({ experiment, run, seed }: ExportedRun): string =>
  digest(JSON.stringify([experiment, run, seed])).slice(0, 32);

/** A name as MLflow allows it: letters, digits and _ - . : / and spaces, where / would make a folder. */
export const keyOf = (name: string): string => name.replaceAll(/[^\p{L}\p{N}_\-. :]/gu, '_');
