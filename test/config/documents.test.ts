import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  configJsonSchema,
  configListing,
  configMarkdownTable,
} from '../../src/config/documents.ts';
import { entriesFromFile } from '../../src/config/file.ts';
import { settings } from '../../src/config/settings.ts';
import { resolveConfig, settingsOf } from '../../src/config/resolve.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeConfig } from './issues.ts';

/** The part of JSON Schema that the settings need. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly uniqueItems?: boolean;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
}

const schema = configJsonSchema() as JsonSchema;

/** The nodes of a setting or a group: several where a name chooses the settings beside it. */
const nodesAt = (path: string) =>
  path
    .split('.')
    .filter((key) => key !== '')
    .reduce<JsonSchema[]>(
      (nodes, key) => nodes.flatMap(alternatives).flatMap((node) => node.properties?.[key] ?? []),
      [schema],
    );

const alternatives = (node: JsonSchema): readonly JsonSchema[] => node.oneOf ?? [node];

/** Values that a node of the JSON Schema accepts. */
function valuesOf(node: JsonSchema, path: string): fc.Arbitrary<unknown> {
  const several = node.anyOf ?? node.oneOf;
  if (several !== undefined) return fc.oneof(...several.map((one) => valuesOf(one, path)));
  if (typeof node.type === 'object') {
    return fc.oneof(...node.type.map((type) => valuesOf({ ...node, type }, path)));
  }
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  const { minimum: min = -1e9, maximum = 1e9, exclusiveMaximum, minLength = 0, pattern } = node;
  switch (node.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(node.properties ?? {})
            .filter(([key]) => key !== 'extends')
            .map(([key, child]) => [key, valuesOf(child, `${path}.${key}`)]),
        ),
        { requiredKeys: [...(node.required ?? [])] },
      );
    case 'array': {
      const items = valuesOf(node.items!, path);
      const length = { minLength: node.minItems ?? 0, maxLength: 4 };
      return node.uniqueItems === true ? fc.uniqueArray(items, length) : fc.array(items, length);
    }
    case 'integer':
      return fc.maxSafeInteger().map((value) => Math.min(maximum, Math.max(min, value)));
    case 'number': {
      const { exclusiveMinimum } = node;
      return fc.double({
        ...{ min: exclusiveMinimum ?? min, minExcluded: exclusiveMinimum !== undefined },
        ...{ max: exclusiveMaximum ?? maximum, maxExcluded: exclusiveMaximum !== undefined },
        noNaN: true,
      });
    }
    case 'string':
      if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
      return fc.string({ minLength });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`${path} has the type ${String(node.type)}, which no test value is made for`);
  }
}

const page = `# Configuration

A configuration is put together from four sources; each wins over the ones before it:

1. the defaults in the table below: the protocol of Dong, Mnih, Tucker 2021;
2. the JSON file that \`--config\` names, after the files it \`extends\`: one file, or a list of which later ones win,
   relative to the file that names them. Without \`--config\`, it is the packaged \`configs/quick.json\`;
3. \`--set path=value\` for any setting, such as \`--set optimiser.beta1=0.95\`. The value is read as JSON where it is
   JSON, otherwise as text;
4. the flags.

Settings replace each other one by one, lists as a whole. \`--print-config\` shows every value and where it comes from.
Mistakes are reported all at once, each with its file and line, its \`--set\` argument or its flag.

\`\`\`json
{
  "$schema": "./schema.json",
  "extends": "figure1-c5.json",
  "name": "figure1-c5-fast-encoder",
  "optimiser": { "encoderLearningRate": 0.0003 }
}
\`\`\`

With \`"$schema"\`, editors complete and check the file while it is written. In a file, \`plugins\` and
\`data.directory\` are relative to that file.

## The training objective

Training maximises the ELBO, E_q[log p(x | z)] − KL(q(z | x) ‖ p(z)). With \`--kl-warmup N\`, the KL divergence has a
weight β there, which rises linearly from \`objective.klWeightStart\` in step 1 to 1 in step N + 1 (Bowman et al. 2016;
Sønderby et al. 2016):

β_t = β_1 + (1 − β_1) (t − 1) / N for t ≤ N, and 1 from then on.

Encoder, decoder and prior follow the gradient of that objective. The learning signal of the estimators becomes
f(z) = log p(x | z) + β (log p(z) − log q(z | x)), which is consistent, because E_q[∂ log q / ∂φ] = 0 whatever β is. The
prior's gradient is β times its usual one. What is measured stays the ELBO and its terms; \`grad_variance\` alone is that
of the gradient which training takes.

With \`--clip-norm M\`, the gradient g of encoder and decoder together is shortened to g · min(1, M / ‖g‖) before the
optimiser sees it (Pascanu, Mikolov, Bengio 2013); the prior's is not. \`grad_variance\` measures the estimator and sees g
as it was. A norm that is never reached changes no number.

## Settings

${configMarkdownTable()}
`;

describe('configs/schema.json', () => {
  test('is the JSON Schema of a configuration file', async () => {
    const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../configs/schema.json');
  });

  test('gives every setting its description and default, and no group a free key', () => {
    for (const { path, description, defaultValue } of settings()) {
      const nodes = nodesAt(path);
      expect(nodes, path).toContainEqual(expect.objectContaining({ default: defaultValue }));
      for (const node of nodes) expect(node.description, path).toBe(description);
      const groups = nodesAt(path.split('.').slice(0, -1).join('.')).flatMap(alternatives);
      for (const group of groups) expect(group.additionalProperties, path).toBe(false);
    }
    expect(nodesAt('extends')[0]?.description).toMatch(/\S/);
    expect(nodesAt('$schema')[0]?.description).toMatch(/\S/);
  });

  test('requires nothing but the names that choose, and says nothing of flags', () => {
    const text = JSON.stringify(schema);
    expect(new Set(text.match(/"required":[^\]]*/g))).toEqual(new Set(['"required":["name"']));
    expect(text).not.toContain('"flag"');
    expect(text).not.toContain('"unit"');
  });

  test('accepts only what the program accepts', () => {
    const folder = temporaryFolder();
    fc.assert(
      fc.property(valuesOf(schema, ''), (value) => {
        const { file } = writeConfig(folder, 'a.json', JSON.stringify(value));
        expect(() => resolveConfig(entriesFromFile(file))).not.toThrow();
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('docs/configuration.md', () => {
  test('explains how sources combine and lists the settings', async () => {
    await expect(page).toMatchFileSnapshot('../../docs/configuration.md');
  });

  test('has one row of four cells per setting, with its flags', () => {
    const lines = configMarkdownTable().split('\n');
    // All lines have one width; what the cells hold does not depend on it.
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
    const [header, rule, ...rows] = lines.map((line) =>
      line.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---'),
    );
    expect(header).toBe('| setting | flag | default | meaning |');
    expect(rule).toBe('| --- | --- | --- | --- |');
    expect(rows.map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1])).toEqual(
      settings().map(({ path }) => path),
    );
    // A vertical bar that is not escaped ends a cell.
    for (const row of rows) expect(row.match(/(?<!\\)\|/g), row).toHaveLength(5);
    expect(rows).toContainEqual(expect.stringContaining('`--seed <number>`<br>`--seeds <list>`'));
    expect(rows).toContainEqual(expect.stringContaining('| `steps` | `--steps <number>` |'));
    expect(rows.find((row) => row.includes('`optimiser.beta1`'))).toContain('| — | `0.9` |');
  });
});

describe('configListing', () => {
  test('shows every setting with its value and where it was written', () => {
    const steps = { path: ['steps'], value: 10, origin: 'a.json:3' };
    const lines = configListing(resolveConfig([steps])).split('\n');
    const { config } = resolveConfig([]);
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(
      settingsOf(config).map(({ path }) => path),
    );
    const words = lines.map((line) => line.split(/ {2,}/));
    expect(words).toContainEqual(['steps', '10', 'a.json:3']);
    expect(words).toContainEqual(['model.encoderHidden', '[512,256]', 'default']);
    expect(words).toContainEqual(['data.directory', 'null', 'default']);
  });
});

test('every file in configs/ names its schema, and resolves unless it is a sweep', () => {
  const folder = join(import.meta.dirname, '../../configs');
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.json') && !name.endsWith('schema.json'),
  );
  for (const name of files) {
    const file = join(folder, name);
    const { $schema } = JSON.parse(readFileSync(file, 'utf8')) as { $schema?: unknown };
    // test/sweeps/documents.test.ts looks at the sweeps.
    if ($schema === './sweep.schema.json') continue;
    expect($schema, name).toBe('./schema.json');
    expect(() => resolveConfig(entriesFromFile(file)), name).not.toThrow();
  }
});
