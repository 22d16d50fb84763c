import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
const longC3 = join(folder, 'figure1-long-steps-20000');
const fashion = join(folder, 'figure1-fashion');
const extended = join(folder, 'figure1-extended');

async function printed(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await vaeBench(...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

/** Two estimators at every step, in the bounds. */
const along = (runs: string, pair: string) =>
  printed(
    ...['table', runs, '--compare', pair, '--every-step'],
    ...['--metric', 'train_elbo,test_bound', '--format', 'markdown'],
  );

/** The runs of estimators beyond the figure, with those of the figure for the same C. */
const others = [short, extended, '--categories', '10,2'];

/** Those of their figures: what takes values of f alone, without what is far behind; and what takes derivatives. */
const ofValues = [
  ...['nvil', 'reinforce+baseline', 'reinforce-loo', 'disarm', 'disarm-sb', 'disarm-tree'],
  ...['disarm-iw', 'carms', 'unordered', 'ars++', 'arsm++'],
].join(',');
const ofDerivatives = [
  ...['reinforce-loo', 'straight-through', 'gumbel-softmax', 'st-gumbel-softmax'],
  ...['rao-gumbel-softmax', 'reinmax', 'muprop', 'rebar', 'relax'],
].join(',');

/** Those claims that `figure1-short/` has too few runs for, in the order of the table of claims. */
const claimsOfOthers = [
  ...['disarm of categories over loo', 'mnih-2014', 'gu-2016', 'jang-2017', 'tucker-2017'],
  ...['grathwohl-2018', 'kool-2019', 'yin-zhou-2019', 'dimitriev-2021', 'paulus-2021', 'liu-2023'],
].join(',');
const findingsOfOthers = (format: string) => [
  ...['findings', ...others, '--claims', claimsOfOthers],
  ...['--format', format],
];

/** The verdicts; what they rest on, claim by claim, has a file of its own. */
function verdictsOf(findings: string): string {
  const details = claims
    .map(({ statement }) => findings.indexOf(`\n\n**${statement}**`))
    .filter((at) => at !== -1);
  return findings.slice(0, Math.min(...details));
}

const published = [
  ...['table', short, join(folder, 'figure1-short-published')],
  ...['--compare', 'ars+,ars+published', '--format'],
];

test.each([
  ['figure1-short', [short], 'Figure 1 at 5,000 steps'],
  ['figure1-long', [long, longC3], '50,000 steps for C = 2, and 20,000 for C = 3'],
  [
    'extended-values',
    [...others, '--estimator', ofValues],
    'Estimators that evaluate f alone, at 5,000 steps',
  ],
  [
    'extended-derivatives',
    [...others, '--estimator', ofDerivatives],
    'Estimators that differentiate f, and REINFORCE LOO, at 5,000 steps',
  ],
])('%s is the figure that its runs give, byte for byte', async (name, runs, title) => {
  const svg = join(temporaryFolder(), 'figure.svg');
  const png = join(temporaryFolder(), 'figure.png');
  await printed('plot', ...runs, '--title', title, '-o', `${svg},${png}`);
  await expect(readFileSync(svg, 'utf8')).toMatchFileSnapshot(join(folder, `${name}.svg`));
  expectReference(join(folder, `${name}.png`), readFileSync(png));
});

test.each([
  ['values.csv', ['table', short, '--format', 'csv']],
  ['findings.csv', ['findings', short, '--format', 'csv']],
  ['findings.md', ['findings', short, '--format', 'markdown']],
  ['ars+published.csv', [...published, 'csv']],
  ['extended-table.csv', ['table', ...others, '--format', 'csv']],
  ['extended-findings.csv', findingsOfOthers('csv')],
  ['extended-findings.md', findingsOfOthers('markdown')],
])('%s is what its runs give', async (name, args) => {
  await expect(`${await printed(...args)}\n`).toMatchFileSnapshot(join(folder, name));
});

test.each([
  [short, long, 'reinforce-loo-c2-n2'],
  [short, long, 'ars+-c2'],
  [short, long, 'arsm+-c2'],
  [short, longC3, 'reinforce-loo-c3-n3'],
  [short, longC3, 'ars+-c3'],
  [join(folder, 'figure1-short-published'), longC3, 'ars+published-c3'],
])('%s and %s: every run of %s has the same row at step 5,000', (before, after, run) => {
  const rowOf = (runs: string, seed: string) =>
    readFileSync(join(runs, run, seed, 'metrics.csv'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('5000,'));
  const seeds = readdirSync(join(after, run)).filter((seed) => existsSync(join(before, run, seed)));
  expect(seeds).toContain('seed-0');
  for (const seed of seeds) {
    // Columns have been added behind since.
    const [earlier, later] = [rowOf(before, seed), rowOf(after, seed)];
    expect(earlier).toBeDefined();
    expect(later).toContain(earlier);
  }
});

describe('docs/reproduction.md', () => {
  test('has the tables that its runs give', async () => {
    const markdown = ['--format', 'markdown'];
    const pair = 'reinforce-loo,ars+';
    const sections = {
      values: await printed('table', short, ...markdown),
      findings: verdictsOf(await printed('findings', short, ...markdown)),
      published: await printed(...published, 'markdown'),
      long: await printed('table', long, ...markdown),
      'long-ars+': await along(long, 'ars+,reinforce-loo'),
      'long-arsm+': await along(long, 'arsm+,reinforce-loo'),
      'long-c3': await printed('table', longC3, ...markdown),
      'long-c3-loo': await along(longC3, 'reinforce-loo,ars+'),
      'long-c3-published': await along(longC3, 'ars+,ars+published'),
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
      'extended-c10': await printed(
        ...['table', short, extended, '--categories', '10'],
        ...markdown,
      ),
      'extended-c2': await printed('table', short, extended, '--categories', '2', ...markdown),
      'extended-findings': verdictsOf(await printed(...findingsOfOthers('markdown'))),
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
