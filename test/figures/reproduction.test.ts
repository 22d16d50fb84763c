import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { claims } from '../../src/figures/findings/claims.ts';
import { vaeBench } from '../support/cli/vae-bench.ts';
import { expectReference } from '../support/figures/reference-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const page = join(packageRoot, 'docs', 'reproduction.md');
const folder = join(packageRoot, 'docs', 'reproduction');
const short = join(folder, 'figure1-short');

async function printed(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await vaeBench(...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

const published = ['table', folder, '--compare', 'ars+,ars+published', '--format'];

test('the figure is the one that its runs give, byte for byte', async () => {
  const svg = join(temporaryFolder(), 'figure.svg');
  const png = join(temporaryFolder(), 'figure.png');
  await printed('plot', short, '--title', 'Figure 1 at 5,000 steps', '-o', `${svg},${png}`);
  await expect(readFileSync(svg, 'utf8')).toMatchFileSnapshot(join(folder, 'figure1-short.svg'));
  expectReference(join(folder, 'figure1-short.png'), readFileSync(png));
});

test.each([
  ['values.csv', ['table', short, '--format', 'csv']],
  ['findings.csv', ['findings', short, '--format', 'csv']],
  ['findings.md', ['findings', short, '--format', 'markdown']],
  ['ars+published.csv', [...published, 'csv']],
])('%s is what its runs give', async (name, args) => {
  await expect(`${await printed(...args)}\n`).toMatchFileSnapshot(join(folder, name));
});

describe('docs/reproduction.md', () => {
  test('has the tables that its runs give', async () => {
    const findings = await printed('findings', short, '--format', 'markdown');
    const sections = {
      values: await printed('table', short, '--format', 'markdown'),
      // The verdicts; what they rest on, claim by claim, has a file of its own.
      findings: findings.split(`\n\n**${claims[0]!.statement}**`)[0]!,
      published: await printed(...published, 'markdown'),
    };
    let text = readFileSync(page, 'utf8');
    for (const [name, table] of Object.entries(sections)) {
      const [before = '', rest = ''] = text.split(`<!-- ${name}:begin -->`);
      const [, after = ''] = rest.split(`<!-- ${name}:end -->`);
      text = `${before}<!-- ${name}:begin -->\n\n${table}\n\n<!-- ${name}:end -->${after}`;
    }
    await expect(text).toMatchFileSnapshot(page);
  });
});
