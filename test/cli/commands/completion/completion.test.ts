import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectUserError, vaeBench } from '../../../support/cli/vae-bench.ts';
import {
  onPath,
  shellNames,
  startShell,
  whyNoShell,
} from '../../../support/cli/completing-shells.ts';
import type { CompletingShell } from '../../../support/cli/completing-shells.ts';
import { sharedFolder } from '../../../support/shared-folder.ts';

const folder = sharedFolder();
const place = join(folder, 'place');
mkdirSync(join(place, 'my results', 'inner'), { recursive: true });
for (const name of ['mine.json', 'a b.json']) writeFileSync(join(place, name), '');
const env = onPath(folder);

/** Lines, and what every shell makes of their last word. */
const lines: readonly (readonly [string, readonly string[]])[] = [
  ['vae-bench stat', ['status']],
  ['vae-bench --esti', ['--estimator']],
  ['vae-bench sweep --la', ['--launcher']],
  ['vae-bench --estimator rein', ['reinforce', 'reinforce+baseline', 'reinforce-loo', 'reinmax']],
  ['vae-bench --estimator=unor', ['--estimator=unordered']],
  ["vae-bench --name '' --backend w", ['wasm']],
  ['vae-bench --backend "was', ['wasm']],
  ["vae-bench plot 'my results' --x s", ['seconds', 'steps']],
  ['vae-bench table results --metric test_bound,t', ['test_bound,train_elbo']],
  ['vae-bench completion ', ['bash', 'fish', 'zsh']],
  ['vae-bench --steps ', []],
  ['vae-bench --config m', ['mine.json', 'my results']],
  ['vae-bench --config=mi', ['--config=mine.json']],
  ['vae-bench sweep --set model.leakySlope=0.1 --out a:b a', ['a b.json']],
  ['vae-bench --out m', ['my results']],
  ['vae-bench --out=my', ['--out=my results']],
  ['vae-bench status ', ['my results']],
  ['vae-bench status ./my\\ results/', ['./my results/inner']],
];

for (const name of shellNames) {
  const reason = whyNoShell(name);
  const note = reason === undefined ? '' : ` (skipped: ${reason})`;
  describe.skipIf(reason !== undefined)(`in ${name}${note}`, () => {
    let shell: CompletingShell;

    beforeAll(async () => {
      shell = await startShell(name, { cwd: place, home: folder, env });
    }, 700_000);

    afterAll(() => shell.end());

    test.each(lines)('%s', async (line, expected) => {
      expect(await shell.complete(line)).toEqual(expected);
    });

    test('the words of the line are never run', async () => {
      await shell.typeOnly('vae-bench --name "$(touch run)" --out $(touch run) --esti');
      expect(readdirSync(place)).not.toContain('run');
    });
  });
}

test('a shell without a script is refused, with the nearest one', async () => {
  const ended = await vaeBench('completion', 'bsh');
  expectUserError(ended, 2);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toBe('completion takes bash, zsh, fish; found "bsh". Did you mean "bash"?');
});

test.each([
  [['table', 'folder', '--format', 'latx'], '--format', '"latx". Did you mean "latex"?'],
  [['plot', 'folder', '--x', 'step'], '--x', '"step". Did you mean "steps"?'],
])('a wrong choice of %j is refused, with the nearest one', async (words, flag, hint) => {
  const ended = await vaeBench(...words);
  expectUserError(ended, 2);
  expect(ended.stderr).toContain(`${flag} takes `);
  expect(ended.stderr).toContain(`; found ${hint}`);
});
