import { settingAt } from '../config/settings.ts';
import type { SeedResult } from './results.ts';
import { byValue, settingIn, shownSetting } from './settings.ts';
import type { View } from './view.ts';

/** The settings that runs may differ in within one panel. */
export class Overlay {
  readonly colour: readonly string[];
  readonly #seeds: readonly SeedResult[];
  readonly #allowed = new Map<string, boolean>();

  constructor({ colour }: View, seeds: readonly SeedResult[]) {
    this.colour = colour;
    this.#seeds = seeds;
  }

  allows(path: string): boolean {
    const known = this.#allowed.get(path);
    if (known !== undefined) return known;
    const allowed = this.colour.includes(path) || this.#follows(path);
    this.#allowed.set(path, allowed);
    return allowed;
  }

  /** An optimiser's own settings are there or not by its name: they need not be named beside it. */
  #follows(path: string): boolean {
    const { chosenBy } = settingAt(path) ?? {};
    if (chosenBy === undefined || !this.colour.includes(chosenBy.path)) return false;
    const values = new Set(this.#seeds.map((seed) => settingIn(seed, path)));
    values.delete(undefined);
    return values.size <= 1;
  }

  /** What a series' colour stands for, where that are settings. */
  textOf(seed: SeedResult): string {
    return this.colour.map((path) => shownSetting(path, settingIn(seed, path))).join(', ');
  }

  /** What its label has to say of them beside estimator and evaluations. */
  labelOf(seed: SeedResult): string {
    return this.colour
      .filter((path) => path !== 'estimator' && path !== 'samples')
      .map((path) => `, ${shownSetting(path, settingIn(seed, path))}`)
      .join('');
  }

  /** The same in full. */
  variedOf(seed: SeedResult): string {
    return this.colour
      .filter((path) => path !== 'estimator' && path !== 'categories')
      .map((path) => `${path} = ${settingIn(seed, path) ?? 'unset'}`)
      .join(', ');
  }

  compare(one: SeedResult | undefined, other: SeedResult | undefined): number {
    if (one === undefined || other === undefined) return 0;
    const orders = this.colour.map((path) => byValue(settingIn(one, path), settingIn(other, path)));
    return orders.find((order) => order !== 0) ?? 0;
  }
}
