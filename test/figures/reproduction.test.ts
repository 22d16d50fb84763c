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
const long = join(folder, 'figure1-long');
const fashion = join(folder, 'figure1-fashion');

async function printed(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await vaeBench(...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

const published = [
  ...['table', short, join(folder, 'figure1-short-published')],
  ...['--compare', 'ars+,ars+published', '--format'],
];

test.each([
  ['figure1-short', short, 'Figure 1 at 5,000 steps'],
  ['figure1-long', long, 'C = 2, 50,000 steps'],
])('%s is the figure that its runs give, byte for byte', async (name, runs, title) => {
  const svg = join(temporaryFolder(), 'figure.svg');
  const png = join(temporaryFolder(), 'figure.png');
  await printed('plot', runs, '--title', title, '-o', `${svg},${png}`);
  await expect(readFileSync(svg, 'utf8')).toMatchFileSnapshot(join(folder, `${name}.svg`));
  expectReference(join(folder, `${name}.png`), readFileSync(png));
});

test.each([
  ['values.csv', ['table', short, '--format', 'csv']],
  ['findings.csv', ['findings', short, '--format', 'csv']],
  ['findings.md', ['findings', short, '--format', 'markdown']],
  ['ars+published.csv', [...published, 'csv']],
])('%s is what its runs give', async (name, args) => {
  await expect(`${await printed(...args)}\n`).toMatchFileSnapshot(join(folder, name));
});

test.each(['reinforce-loo-c2-n2', 'ars+-c2', 'arsm+-c2'])(
  'the long run of %s has the row that the short one ends with, byte for byte',
  (run) => {
    const rowOf = (runs: string) =>
      readFileSync(join(runs, run, 'seed-0', 'metrics.csv'), 'utf8')
        .split('\n')
        .find((line) => line.startsWith('5000,'));
    // Columns have been added behind since.
    expect(rowOf(short)).toBeDefined();
    expect(rowOf(long)).toContain(rowOf(short));
  },
);

describe('docs/reproduction.md', () => {
  test('has the tables that its runs give', async () => {
    const markdown = ['--format', 'markdown'];
    const findings = await printed('findings', short, ...markdown);
    const pair = 'reinforce-loo,ars+';
    const sections = {
      values: await printed('table', short, ...markdown),
      // The verdicts; what they rest on, claim by claim, has a file of its own.
      findings: findings.split(`\n\n**${claims[0]!.statement}**`)[0]!,
      published: await printed(...published, 'markdown'),
      long: await printed('table', long, ...markdown),
      fashion: await printed(
        'table',
        short,
        fashion,
        '--compare',
        pair,
        '--categories',
        '5',
        ...markdown,
      ),
      'fashion-values': await printed('table', fashion, ...markdown),
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
