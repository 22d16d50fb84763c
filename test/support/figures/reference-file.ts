import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Compares bytes with those of a file that is kept, as `toMatchFileSnapshot` does with texts:
 * `vitest --update` writes it, and in CI it has to be there.
 */
export function expectReference(file: string, bytes: Uint8Array): void {
  const update = expect.getState().snapshotState.snapshotUpdateState;
  if (update === 'all' || (update === 'new' && !existsSync(file))) writeFileSync(file, bytes);
  if (!existsSync(file)) throw new Error(`${file} is missing; vitest --update writes it.`);
  const same = readFileSync(file).equals(bytes);
  expect(same, `${file} differs; vitest --update renews it, then look at it`).toBe(true);
}
