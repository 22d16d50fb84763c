import type { Setting } from '../../src/config/settings.ts';

/** A configuration file's content with this value of a setting, and what the setting needs to be there. */
export function containing({ path, chosenBy }: Pick<Setting, 'path' | 'chosenBy'>, value: unknown) {
  const content: Record<string, unknown> = {};
  const set = (at: string, one: unknown) => {
    const keys = at.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce<Record<string, unknown>>(
      (group, key) => (group[key] ??= {}) as Record<string, unknown>,
      content,
    );
    parent[last] = one;
  };
  if (chosenBy !== undefined) set(chosenBy.path, chosenBy.values[0]);
  set(path, value);
  return content;
}
