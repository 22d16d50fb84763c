import { shownPath } from '../../src/core/text.ts';
import fc from 'fast-check';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entriesFromFile } from '../../src/config/file.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { issuesOf, writeConfig } from './issues.ts';

/** The values of a file by dotted path; later entries replace earlier ones. */
const values = (file: string) =>
  Object.fromEntries(entriesFromFile(file).map(({ path, value }) => [path.join('.'), value]));

/** The issues of a file that holds `text`, with `FILE` for its name. */
function issuesIn(text: string | readonly string[]) {
  const { file, shown } = writeConfig(temporaryFolder(), 'a.json', text);
  return issuesOf(() => entriesFromFile(file)).map((issue) => ({
    ...issue,
    ...(issue.origin !== undefined && { origin: issue.origin.replace(shown, 'FILE') }),
  }));
}

describe('a configuration file', () => {
  test('becomes one entry per value, with the line of its key', () => {
    const { file, shown } = writeConfig(temporaryFolder(), 'a.json', [
      '{',
      '  "$schema": "./schema.json",',
      '  "steps": 10, "seeds": [0, 1],',
      '  "optimiser": {',
      '    "beta1":',
      '      0.5',
      '  }',
      '}',
    ]);
    expect(entriesFromFile(file)).toEqual([
      { path: ['steps'], value: 10, origin: `${shown}:3` },
      { path: ['seeds'], value: [0, 1], origin: `${shown}:3` },
      { path: ['optimiser', 'beta1'], value: 0.5, origin: `${shown}:5` },
    ]);
  });

  test('counts lines that end in CR LF', () => {
    const { file, shown } = writeConfig(temporaryFolder(), 'a.json', '{\r\n"steps":\r\n1}');
    expect(entriesFromFile(file).map(({ origin }) => origin)).toEqual([`${shown}:2`]);
  });

  test('names plugins and the data folder relative to itself', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    writeConfig(join(folder, 'sub'), 'base.json', '{"data": {"directory": "images"}}');
    const { file } = writeConfig(
      folder,
      'a.json',
      '{"extends": "sub/base.json", "plugins": ["./b.mjs", "/c.mjs"], "out": "results"}',
    );
    expect(values(file)).toEqual({
      'data.directory': join(folder, 'sub', 'images'),
      plugins: [join(folder, 'b.mjs'), '/c.mjs'],
      out: 'results',
    });
  });

  test('leaves a data folder of null and plugins of a wrong type for the schema to judge', () => {
    const text = '{"data": {"directory": null}, "plugins": 3}';
    const { file } = writeConfig(temporaryFolder(), 'a.json', text);
    expect(values(file)).toEqual({ 'data.directory': null, plugins: 3 });
  });
});

describe('extends', () => {
  test('puts a chain of files before the file itself', () => {
    const folder = temporaryFolder();
    writeConfig(folder, 'c.json', '{"steps": 1, "samples": 1, "categories": 3}');
    writeConfig(folder, 'b.json', '{"extends": "./c.json", "steps": 2, "samples": 2}');
    // The place of the key makes no difference.
    const { file } = writeConfig(folder, 'a.json', '{"steps": 3, "extends": "b.json"}');
    expect(values(file)).toEqual({ steps: 3, samples: 2, categories: 3 });
  });

  test('takes a list of files, of which later ones win', () => {
    const folder = temporaryFolder();
    writeConfig(folder, 'b.json', '{"steps": 1, "samples": 1}');
    writeConfig(folder, 'c.json', '{"steps": 2}');
    const { file } = writeConfig(folder, 'a.json', '{"extends": ["b.json", "c.json"]}');
    expect(values(file)).toEqual({ steps: 2, samples: 1 });
  });

  test('may reach one file twice, as long as there is no circle', () => {
    const folder = temporaryFolder();
    writeConfig(folder, 'd.json', '{"steps": 1}');
    writeConfig(folder, 'b.json', '{"extends": "d.json"}');
    writeConfig(folder, 'c.json', '{"extends": "d.json"}');
    const { file } = writeConfig(folder, 'a.json', '{"extends": ["b.json", "c.json"]}');
    expect(values(file)).toEqual({ steps: 1 });
  });

  test('in a circle is an error that shows the circle', () => {
    const folder = temporaryFolder();
    const a = writeConfig(folder, 'a.json', ['{', '"extends": "b.json"', '}']);
    const b = writeConfig(folder, 'b.json', '{"extends": "a.json"}');
    expect(issuesOf(() => entriesFromFile(a.file))).toEqual([
      {
        path: 'extends',
        origin: `${b.shown}:1`,
        message: `the files extend each other in a circle: ${a.shown} → ${b.shown} → ${a.shown}`,
      },
    ]);
  });

  test('of files that extend the next one twice each is not read exponentially often', () => {
    const folder = temporaryFolder();
    for (let at = 0; at < 40; at += 1) {
      const next = `${at + 1}.json`;
      writeConfig(folder, `${at}.json`, JSON.stringify({ extends: [next, next] }));
    }
    writeConfig(folder, '40.json', '{}');
    expect(() => entriesFromFile(join(folder, '0.json'))).toThrow(/are more than 1000/);
  });

  test('of a missing file names the file and line that asks for it', () => {
    const folder = temporaryFolder();
    const { file, shown } = writeConfig(folder, 'a.json', ['{', '"extends": "b.json"', '}']);
    const missing = shownPath(join(folder, 'b.json'));
    expect(issuesOf(() => entriesFromFile(file))).toEqual([
      {
        path: '',
        origin: `${shown}:2`,
        message: `the configuration file ${missing} does not exist`,
      },
    ]);
  });

  test.each(['3', '""', 'null', '[""]', '["b.json", 3]', '[[]]', 'true'])(
    'of %s is an error',
    (value) => {
      const folder = temporaryFolder();
      writeConfig(folder, 'b.json', '{}');
      const { file, shown } = writeConfig(folder, 'a.json', `{"extends": ${value}}`);
      expect(issuesOf(() => entriesFromFile(file))).toEqual([
        {
          path: 'extends',
          origin: `${shown}:1`,
          message: 'must be the path of a configuration file, or a list of such paths',
        },
      ]);
    },
  );

  test('of an object is an error', () => {
    expect(issuesIn('{"extends": {"file": "b.json"}}')).toHaveLength(1);
  });
});

describe('a broken file', () => {
  test('that is missing is named', () => {
    const file = join(temporaryFolder(), 'none.json');
    const message = `the configuration file ${shownPath(file)} does not exist`;
    expect(issuesOf(() => entriesFromFile(file))).toEqual([{ path: '', message }]);
  });

  test('that is a folder is a ConfigError', () => {
    const folder = temporaryFolder();
    expect(issuesOf(() => entriesFromFile(folder))[0]?.message).toContain('EISDIR');
  });

  test.each<[string, string[], number, string]>([
    ['a missing comma', ['{', '"steps": 1', '"samples": 2', '}'], 3, 'CommaExpected'],
    ['a comment', ['{', '', '// ten', '"steps": 10}'], 3, 'InvalidCommentToken'],
    ['a missing brace', ['{', '"steps": 1', ''], 3, 'CloseBraceExpected'],
    ['a second value', ['{}', '{}'], 2, 'EndOfFileExpected'],
    ['nothing', [''], 1, 'ValueExpected'],
  ])('with %s names the line', (_, text, line, code) => {
    const message = `is not valid JSON (${code})`;
    expect(issuesIn(text)).toEqual([{ path: '', origin: `FILE:${line}`, message }]);
  });

  test('with several syntax errors lists them all', () => {
    const lines = issuesIn(['{"a": ,', '"b": 1', '"c": }']).map(({ origin }) => origin);
    expect(new Set(lines)).toEqual(new Set(['FILE:1', 'FILE:3']));
  });

  test.each(['[]', '3', '"text"', 'null'])('that holds %s instead of an object says so', (text) => {
    expect(issuesIn(text)).toEqual([
      { path: '', origin: 'FILE', message: 'must hold a JSON object' },
    ]);
  });

  test('with a key written twice names both lines', () => {
    expect(issuesIn(['{', '"model": {', '"leakySlope": 1,', '', '"leakySlope": 2}}'])).toEqual([
      {
        path: 'model.leakySlope',
        origin: 'FILE:5',
        message: 'is written twice, first on line 3',
      },
    ]);
  });

  test('may use one key in two places', () => {
    const { file } = writeConfig(temporaryFolder(), 'a.json', '{"a": {"c": 1}, "b": {"c": 2}}');
    expect(values(file)).toEqual({ 'a.c': 1, 'b.c': 2 });
  });
});

describe('any text', () => {
  test('that is nested too deeply for the parser is a ConfigError', () => {
    // Far beyond the depth at which a recursive parser runs out of stack.
    expect(issuesIn('['.repeat(100_000))).not.toHaveLength(0);
  });

  const valid = '{"steps": 10, "model": {"leakySlope": 0.1}, "seeds": [0, 1]}';
  const damaged = fc
    .tuple(fc.nat(valid.length), fc.nat(3), fc.string({ maxLength: 2 }))
    .map(([at, cut, insert]) => valid.slice(0, at) + insert + valid.slice(at + cut));

  test('is read or is a ConfigError', () => {
    const folder = temporaryFolder();
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const { file } = writeConfig(folder, 'a.json', text);
        try {
          entriesFromFile(file);
          outcomes.add('read');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          outcomes.add('rejected');
        }
      }),
      { seed: 1, numRuns: 600 },
    );
    expect(outcomes).toEqual(new Set(['read', 'rejected']));
  });
});
