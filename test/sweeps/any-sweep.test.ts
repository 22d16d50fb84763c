import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settings } from '../../src/config/settings.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { writeConfig } from '../config/issues.ts';
import { runsOfFile } from '../support/sweeps/sweep.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const keys = settings().flatMap(({ path }) => path.split('.'));
const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...keys) },
  fc.constantFrom('grid', 'include', 'exclude', 'gird', '__proto__', 'constructor', '', 'a.b'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const scalar = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    '0',
    '2',
    '3',
    '-1',
    '1e999',
    '"ars"',
    '"arm"',
    '"reinforce-loo"',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }).map((text) => JSON.stringify(text)),
);
const listOf = (item: fc.Arbitrary<string>) =>
  fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`);
const objectOf = (value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(key, value), { maxLength: 3 })
    .map(
      (pairs) => `{${pairs.map(([name, text]) => `${JSON.stringify(name)}: ${text}`).join(', ')}}`,
    );
const { any } = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, scalar, listOf(tie('any')), objectOf(tie('any'))),
}));

/** Properties that are right by themselves. */
const good = fc.constantFrom(
  '"grid": {"categories": [2, 3]}',
  '"grid": {"estimator": ["ars", "reinforce-loo"], "model": {"leakySlope": [0.1, 0.2]}}',
  '"include": [{"categories": [4, 5], "seeds": [3]}]',
  '"include": [{"model": {"encoderHidden": [8]}}]',
  '"exclude": [{"categories": 2}]',
  '"seeds": [0, 1]',
  '"steps": 3',
);
const damaged = fc.oneof(
  ...['grid', 'include', 'exclude'].map((section) =>
    fc
      .oneof(any, objectOf(listOf(scalar)), listOf(objectOf(any)))
      .map((text) => `"${section}": ${text}`),
  ),
  fc.tuple(key, any).map(([name, text]) => `${JSON.stringify(name)}: ${text}`),
);
const file = fc
  .oneof(fc.array(good, { maxLength: 4 }), fc.array(fc.oneof(good, damaged), { maxLength: 4 }))
  .map((properties) => `{${properties.join(', ')}}`);

test('any sweep file is a list of runs in different folders, or a ConfigError with messages', () => {
  const folder = temporaryFolder();
  const outcomes = { expanded: 0, rejected: 0 };
  fc.assert(
    fc.property(file, (text) => {
      const written = writeConfig(folder, 'sweep.json', text);
      try {
        const runs = runsOfFile(written.file);
        expect(runs.length).toBeGreaterThan(0);
        expect(new Set(runs.map(({ directory }) => directory)).size).toBe(runs.length);
        outcomes.expanded += 1;
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        expect(error.issues.length).toBeGreaterThan(0);
        for (const { message } of error.issues) expect(message).toMatch(/\S/);
        outcomes.rejected += 1;
      }
    }),
    { seed: 1, numRuns: 1500 },
  );
  expect(outcomes.expanded).toBeGreaterThan(100);
  expect(outcomes.rejected).toBeGreaterThan(100);
});
