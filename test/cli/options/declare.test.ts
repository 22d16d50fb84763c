import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands, train } from '../../../src/cli/commands/commands.ts';
import { list, listOf, operand, option, toggle } from '../../../src/cli/options/fields.ts';
import { settings } from '../../../src/cli/options/settings.ts';
import { numberText } from '../../../src/core/text-fields.ts';
import { commandOf, parsed } from '../../support/cli/parse-command.ts';

const weight = () => numberText({ is: (value) => value < 1, says: 'a number below 1' });

const declaration = {
  name: 'mix',
  summary: 'mixes',
  options: z.object({
    folder: operand('<folder>', z.string()),
    colours: option('-c, --colours <names>', 'what to mix', listOf(['red', 'green']).optional()),
    words: option('--words <words>', 'any', list().optional()),
    medium: option('--medium <name>', 'one', z.enum(['oil', 'ink']).default('oil')),
    weight: option('--weight <number>', 'how much', weight().default(0.5)),
    stir: option('--no-stir', 'leave it', z.boolean().default(true)),
    shake: option('--shake', 'more', toggle(), { conflicts: 'stir' }),
    cup: z
      .object({ size: option('--size <number>', 'of the cup', weight().optional()) })
      .meta({ heading: 'Ink:', onlyWith: ['medium', 'ink'] }),
    mug: z
      .object({
        size: option('--size <number>', 'of the cup', weight().optional()),
        handle: option('--handle', 'has one', toggle()),
      })
      .meta({ onlyWith: ['medium', 'oil'] }),
    settings: settings(['steps', 'tensorboard', 'optimiser.encoderLearningRate']),
  }),
};

const values = (...words: readonly string[]) => parsed(declaration, 'place', ...words);

describe('a declared command', () => {
  test('gets typed values, and defaults for what is not given', async () => {
    const { settings: given, ...others } = await values();
    expect(others).toEqual({
      ...{ folder: 'place', medium: 'oil', weight: 0.5, stir: true, shake: false },
      ...{ cup: {}, mug: { handle: false } },
    });
    expect(given).toMatchObject({ entries: [], issues: [] });
  });

  test('gets lists that were repeated or divided by commas, each word once', async () => {
    const { colours, words } = await values('-c', 'red, green', '-c', 'red', '--words', 'a,b,a');
    expect([colours, words]).toEqual([
      ['red', 'green'],
      ['a', 'b'],
    ]);
  });

  test('shows defaults and choices in its help, and groups', () => {
    const help = commandOf(declaration).helpInformation();
    expect(help).toMatch(/--medium <name> +one \(choices: "oil", "ink", default: "oil"\)/);
    expect(help).toMatch(/--weight <number> +how much \(default: 0\.5\)/);
    expect(help).toMatch(/\nInk:\n +--size <number> +of the cup\n/);
  });

  test('says everything that is wrong at once, with the nearest word', async () => {
    const wrong = ['--medium', 'inkk', '--weight', '', '--colours', 'red,gren', '--size', '3'];
    await expect(values(...wrong)).rejects.toThrow(
      [
        '--colours takes red, green; found "gren". Did you mean "green"?',
        '--medium takes oil, ink; found "inkk". Did you mean "ink"?',
        '--weight must be a number below 1; found "".',
        '--size must be a number below 1; found "3".',
      ].join('\n'),
    );
  });

  test('takes options of an object with the value alone that gives them a meaning', async () => {
    await expect(values('--medium', 'ink', '--handle')).rejects.toThrow(
      '--handle has a meaning with --medium oil only.',
    );
    expect(await values('--medium', 'ink', '--size', '0')).toMatchObject({ cup: { size: 0 } });
    expect(await values('--size', '0')).toMatchObject({ mug: { size: 0 } });
  });

  test('refuses options that exclude each other, and unknown ones', async () => {
    await expect(values('--no-stir', '--shake')).rejects.toThrow(/'--shake' cannot be used with/);
    await expect(values('--shak')).rejects.toThrow('Did you mean --shake?');
  });

  test('collects settings with their flags, and what cannot be read of them', async () => {
    const { settings: given } = await values(
      ...['--steps', '3', '--no-tensorboard', '--encoder-lr', '0.5', '--set', 'categories'],
    );
    expect(given.entries).toHaveLength(3);
    expect(given.entries).toEqual(
      expect.arrayContaining([
        { path: ['optimiser', 'encoderLearningRate'], value: 0.5, origin: '--encoder-lr' },
        { path: ['steps'], value: 3, origin: '--steps' },
        { path: ['tensorboard'], value: false, origin: '--no-tensorboard' },
      ]),
    );
    expect(given.issues).toMatchObject([{ origin: '--set categories' }]);
  });
});

test.each([train, ...commands].map(({ declaration: one }) => [one.name, one] as const))(
  'options of %s are named as their keys',
  (_, { options }) => {
    const shape: Readonly<Record<string, z.ZodType>> = options.shape;
    const fields = Object.entries(shape);
    for (const [key, field] of fields) {
      const flag = field.meta()?.flag ?? '';
      const name = /--(?:no-)?([a-z-]+)|^[<[]([a-z]+)/.exec(flag);
      if (name === null) continue;
      const camel = (name[1] ?? name[2] ?? '').replace(/-[a-z]/g, (two) => two[1]!.toUpperCase());
      expect(camel).toBe(key);
    }
  },
);
