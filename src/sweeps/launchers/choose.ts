import type { z } from 'zod';
import type { Plan } from '../plan.ts';
import type { Launcher, LauncherImplementation, LauncherRow } from './contract.ts';
import { launchers } from './table.ts';
import type { LauncherName } from './table.ts';

/** A launcher with the options it was given. */
export interface LauncherChoice {
  readonly name: LauncherName;
  /** Loads the launcher, for the runs of a plan. */
  readonly create: (plan: Plan) => Promise<Launcher>;
}

/** The options of every launcher, by its name. */
export type LauncherOptions = {
  readonly [Name in LauncherName]: z.output<(typeof launchers)[Name]['options']>;
};

/** Rows without what their schemas know of their options. */
const rows: Readonly<Record<LauncherName, LauncherRow<z.ZodObject>>> = launchers;

/** Chooses a launcher. */
export function chooseLauncher(name: LauncherName, options: LauncherOptions): LauncherChoice {
  const create = async (plan: Plan) =>
    (await rows[name].load()).implementation.create(plan, options[name]);
  return { name, create };
}

/** Loads what the launchers know of earlier launches, by name. */
export async function implementationOf(
  name: LauncherName,
): Promise<Pick<LauncherImplementation<never>, 'handedOver'>> {
  return (await launchers[name].load()).implementation;
}
