import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesFromSet } from '../../src/config/entries.ts';
import { entriesFromFile } from '../../src/config/file.ts';
import { parseValue } from '../../src/config/flags.ts';
import { settings } from '../../src/config/settings.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { configSchema } from '../../src/config/schema.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeConfig } from './issues.ts';

describe('any input', () => {
  const pathParts = settings().flatMap(({ path }) => path.split('.'));
  const key = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...pathParts) },
    fc.constantFrom('extends', '$schema', '__proto__', 'constructor', 'toString', '', 'a.b'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const leaf = fc.oneof(
    fc.constantFrom('null', 'true', '0', '1', '-1', '1.5', '1e999', '"ars"', '"mnist"', '"a.json"'),
    fc.string({ unit: 'binary', maxLength: 4 }).map((text) => JSON.stringify(text)),
    fc.double().map((number) => JSON.stringify(number)),
  );
  const objectOf = (property: fc.Arbitrary<string>) =>
    fc.array(property, { maxLength: 4 }).map((properties) => `{${properties.join(', ')}}`);
  const { value } = fc.letrec<{ value: string; property: string }>((tie) => ({
    property: fc.tuple(key, tie('value')).map(([name, text]) => `${JSON.stringify(name)}: ${text}`),
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      objectOf(tie('property')),
    ),
  }));
  const goodProperty = fc.constantFrom(
    ...Object.entries(configSchema.parse({})).map(
      ([name, good]) => `${JSON.stringify(name)}: ${JSON.stringify(good)}`,
    ),
  );
  const anyProperty = fc
    .tuple(key, value)
    .map(([name, text]) => `${JSON.stringify(name)}: ${text}`);
  const text = fc.oneof(objectOf(goodProperty), objectOf(fc.oneof(goodProperty, anyProperty)));

  test('in a JSON file is a configuration that resolves to itself, or a ConfigError', () => {
    const folder = temporaryFolder();
    const outcomes = { resolved: 0, rejected: 0 };
    fc.assert(
      fc.property(text, (written) => {
        const { file } = writeConfig(folder, 'a.json', written);
        try {
          const { config } = resolveConfig(entriesFromFile(file));
          const again = writeConfig(folder, 'b.json', JSON.stringify(config));
          expect(resolveConfig(entriesFromFile(again.file)).config).toEqual(config);
          outcomes.resolved += 1;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.issues.length).toBeGreaterThan(0);
          for (const { message } of error.issues) expect(message).toMatch(/\S/);
          outcomes.rejected += 1;
        }
      }),
      { seed: 1, numRuns: 600 },
    );
    expect(outcomes.resolved).toBeGreaterThan(100);
    expect(outcomes.rejected).toBeGreaterThan(100);
  });

  test('of --set arguments is a configuration or a ConfigError', () => {
    const argument = fc
      .tuple(fc.array(key, { minLength: 1, maxLength: 3 }), value)
      .map(([parts, written]) => `${parts.join('.')}=${written}`)
      .filter((written) => written.indexOf('=') > 0);
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 3 }), (arguments_) => {
        try {
          resolveConfig(arguments_.flatMap((one) => entriesFromSet(one, parseValue)));
          outcomes.add('resolved');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          outcomes.add('rejected');
        }
      }),
      { seed: 2, numRuns: 400 },
    );
    expect(outcomes).toEqual(new Set(['resolved', 'rejected']));
  });
});
