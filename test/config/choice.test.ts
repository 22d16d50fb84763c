import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { choice, fieldsOf } from '../../src/config/choice.ts';
import { entriesFromSet } from '../../src/config/entries.ts';
import { parseValue } from '../../src/config/flags.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { settings } from '../../src/config/settings.ts';
import { optimisers } from '../../src/optimisers/table.ts';
import { decay, group, rate } from '../../src/core/fields.ts';
import { issuesOf } from './issues.ts';

const set = (...arguments_: string[]) =>
  arguments_.flatMap((argument) => entriesFromSet(argument, parseValue));

const shared = rate().default(1).describe('A strength.');
const rows = {
  plain: { summary: 'nothing else', settings: {} },
  fading: {
    summary: 'fades',
    settings: { strength: shared, fade: decay().default(0.9).describe('How fast.') },
  },
  strong: { summary: 'is strong', settings: { strength: shared } },
};
const lamp = choice(
  rows,
  { default: 'plain', description: 'The light.', flag: '--light <name>', decidesCost: true },
  { height: rate().default(2).describe('Height.').meta({ unit: 'm' }) },
);
const config = group({ lamp: lamp.prefault({}).describe('The lamp.') });

describe('a choice', () => {
  test('takes the default row and its defaults where nothing is said', () => {
    expect(config.parse({})).toEqual({ lamp: { name: 'plain', height: 2 } });
    expect(config.parse({ lamp: { height: 3 } })).toEqual({ lamp: { name: 'plain', height: 3 } });
  });

  test('takes the settings of the row that is named', () => {
    expect(config.parse({ lamp: { name: 'fading', fade: 0.5 } })).toEqual({
      lamp: { name: 'fading', height: 2, strength: 1, fade: 0.5 },
    });
  });

  test.each<[unknown, string]>([
    [{ name: 'dark' }, 'must be one of plain, fading, strong'],
    [{ name: 3 }, 'must be one of plain, fading, strong'],
    [3, 'must be an object of settings'],
  ])('refuses %j, saying that it %s', (value, message) => {
    const { issues = [] } = config.safeParse({ lamp: value }).error ?? {};
    expect(issues.map((issue) => issue.message)).toEqual([message]);
  });

  test('refuses the settings of other rows', () => {
    const { issues = [] } = config.safeParse({ lamp: { name: 'strong', fade: 0.5 } }).error ?? {};
    expect(issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['fade'], path: ['lamp'] }]);
  });

  test('has a type for every row', () => {
    type Lamp = z.output<typeof lamp>;
    expectTypeOf<Extract<Lamp, { name: 'fading' }>>().toEqualTypeOf<{
      name: 'fading';
      height: number;
      strength: number;
      fade: number;
    }>();
    expectTypeOf<z.input<typeof lamp>>().extract<{ name: 'strong' }>().toHaveProperty('strength');
    expectTypeOf<{ height: number }>().toExtend<z.input<typeof lamp>>();
    expectTypeOf<{ strength: number }>().not.toExtend<z.input<typeof lamp>>();
  });
});

describe('the settings of a choice', () => {
  test('are those of all rows, each once, with the rows that have it', () => {
    const found = settings(config).map(({ path, chosenBy }) => [path, chosenBy?.values]);
    expect(found).toEqual([
      ['lamp.name', undefined],
      ['lamp.height', undefined],
      ['lamp.strength', ['fading', 'strong']],
      ['lamp.fade', ['fading']],
    ]);
  });

  test('begin with the name, which knows its words, its default and its facts', () => {
    const [name] = settings(config);
    expect(name).toMatchObject({
      defaultValue: 'plain',
      description: 'The light. plain: nothing else; fading: fades; strong: is strong.',
      flag: '--light <name>',
      decidesCost: true,
    });
    expect((name!.schema as z.ZodEnum).options).toEqual(['plain', 'fading', 'strong']);
  });

  test('are none for a schema that is no group', () => {
    expect(fieldsOf(z.union([z.int(), z.literal('all')]))).toBeUndefined();
  });
});

describe('the message about a wrong choice', () => {
  test('names the optimisers that have a setting which the chosen one lacks', () => {
    const wrong = set('optimiser.name=sgd', 'optimiser.beta1=0.5', 'optimiser.nesterov=true');
    expect(issuesOf(() => resolveConfig(wrong))).toEqual([
      {
        path: 'optimiser.beta1',
        origin: '--set optimiser.beta1=0.5',
        message: 'is a setting for optimiser.name adam or adamw; optimiser.name is "sgd"',
      },
      {
        path: 'optimiser.nesterov',
        origin: '--set optimiser.nesterov=true',
        message: 'is a setting for optimiser.name momentum; optimiser.name is "sgd"',
      },
    ]);
    expect(issuesOf(() => resolveConfig(set('optimiser.schedule.every=3')))).toMatchObject([
      {
        message:
          'is a setting for optimiser.schedule.name step; optimiser.schedule.name is "constant"',
      },
    ]);
  });

  test('names the optimisers there are', () => {
    expect(issuesOf(() => resolveConfig(set('optimiser.name=momentun')))).toEqual([
      {
        path: 'optimiser.name',
        origin: '--set optimiser.name=momentun',
        message: `must be one of ${Object.keys(optimisers).join(', ')}; found "momentun". Did you mean "momentum"?`,
      },
    ]);
  });

  test('takes no misspelt setting for that of another optimiser', () => {
    const message = (...arguments_: string[]) =>
      issuesOf(() => resolveConfig(set(...arguments_)))[0]!.message;
    expect(message('optimiser.name=sgd', 'optimiser.bets1=0.5')).not.toContain('beta1');
    expect(message('optimiser.bets1=0.5')).toContain('Did you mean "optimiser.beta1"?');
  });
});
