import { afterEach, expect, test, vi } from 'vitest';
import { warnUser, witnessWarnings } from '../../src/processes/warnings.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('who keeps records is told; Node.js, where nobody does', () => {
  const emitted = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const told: string[] = [];
  const stop = witnessWarnings((text) => told.push(`one: ${text}`));
  const stopOther = witnessWarnings((text) => told.push(`other: ${text}`));
  warnUser('slow', 'W_SLOW');
  stop();
  warnUser('slower', 'W_SLOW');
  expect(told).toEqual(['one: slow', 'other: slow', 'other: slower']);
  expect(emitted).not.toHaveBeenCalled();

  stopOther();
  warnUser('slowest', 'W_SLOW');
  expect(emitted).toHaveBeenCalledExactlyOnceWith('slowest', {
    type: 'VaeBenchWarning',
    code: 'W_SLOW',
  });
});
