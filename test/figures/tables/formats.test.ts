import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, test } from 'vitest';
import { claims } from '../../../src/figures/findings/claims.ts';
import { judge } from '../../../src/figures/findings/judge.ts';
import { shownMetrics } from '../../../src/metrics/table.ts';
import type { Panel } from '../../../src/figures/panels.ts';
import { comparablePairs, estimatorGroup } from '../../../src/figures/groups.ts';
import { differencesTable } from '../../../src/figures/tables/differences.ts';
import { comparisonsTable, tally, verdictsTables } from '../../../src/figures/tables/findings.ts';
import { tableFormats } from '../../../src/figures/tables/formats.ts';
import type { TableFormat } from '../../../src/figures/tables/formats.ts';
import type { Table } from '../../../src/figures/tables/table.ts';
import { valuesTable } from '../../../src/figures/tables/values.ts';
import { panelsFor, spread } from '../../support/figures/contests.ts';
import { panelOf, seedsWith, seriesOf } from '../../support/figures/series.ts';
import { syntheticResults } from '../../support/figures/synthetic-results.ts';

/** Two estimators as groups of runs. */
const of = (one: string, other: string) => [estimatorGroup(one), estimatorGroup(other)] as const;

const snapshot = (name: string) => `${import.meta.dirname}/snapshots/${name}.txt`;

const formats = Object.keys(tableFormats) as TableFormat[];

/** Rows of CSV as records of texts. */
const records = (text: string): Record<string, string>[] => parse(text, { columns: true });

/** What a program reads of tables that were written as CSV. */
const readBack = (tables: readonly Table[]) => records(tableFormats.csv(tables));

/** Cells as CSV can say them: texts, nothing for null. */
const told = ({ columns, cells }: Table) =>
  cells.map((row) =>
    Object.fromEntries(columns.map((column, at) => [column, String(row[at] ?? '')])),
  );

let panels: Panel[];

beforeEach(() => {
  panels = syntheticResults().panels();
});

describe.each(formats)('as %s', (format) => {
  test('values and their ranks are as the snapshot shows', async () => {
    const tables = shownMetrics.map((metric) => valuesTable(panels, metric));
    await expect(`${tableFormats[format](tables)}\n`).toMatchFileSnapshot(
      snapshot(`values-${format}`),
    );
  });

  test('comparisons of two estimators are', async () => {
    const tables = (['test_bound', 'grad_variance'] as const).flatMap((metric) => [
      differencesTable(panels, of('reinforce-loo', 'arsm'), metric),
      differencesTable(panels, of('ars+', 'mine_50%'), metric),
    ]);
    await expect(`${tableFormats[format](tables)}\n`).toMatchFileSnapshot(
      snapshot(`differences-${format}`),
    );
  });

  test('findings are', async () => {
    const claim = claims.find(({ id }) => id === 'lead of loo grows')!;
    const findings = (['test_bound', 'grad_variance'] as const).map((metric) =>
      judge(
        panelsFor(claim, metric, (C, seed) => C * (1 + spread(seed))),
        claim,
        metric,
      ),
    );
    const verdicts = verdictsTables({ setting: '', findings, unjudged: [] });
    // The verdicts' cells are all that programs get.
    const tables =
      format === 'csv' ? verdicts : [...verdicts, comparisonsTable('', claim, findings)];
    await expect(`${tableFormats[format](tables)}\n`).toMatchFileSnapshot(
      snapshot(`findings-${format}`),
    );
  });
});

describe('CSV', () => {
  test('has every digit of every number, and nothing where there is no value', () => {
    const tables = shownMetrics.map((metric) => valuesTable(panels, metric));
    expect(readBack(tables)).toEqual(tables.flatMap(told));
    const [ars] = readBack(tables).filter(({ run }) => run === 'ars-c3');
    // Deviations −1.1, 0 and 1.1: s = (10 + 12) / 20, s/√3.
    expect(Number(ars!.final_se)).toBeCloseTo(1.1 / Math.sqrt(3), 13);
    const [unstarted] = readBack(tables).filter(({ run }) => run === 'ars-c2');
    expect([unstarted!.rank, unstarted!.final, unstarted!.final_se]).toEqual(['', '', '']);
  });

  test('quotes what would break it, and escapes what a terminal would obey', () => {
    const table: Table = {
      ...{ title: '', heading: [], rows: [], notes: [] },
      columns: ['a', 'b,c'],
      cells: [
        ['one, two', 'with "quotes"'],
        ['two\nlines', '\rreturn'],
        [' blank ', null],
        [0.1 + 0.2, -1e-7],
      ],
    };
    expect(readBack([table])).toEqual([
      { a: 'one, two', 'b,c': 'with "quotes"' },
      { a: String.raw`two\u000alines`, 'b,c': String.raw`\u000dreturn` },
      { a: ' blank ', 'b,c': '' },
      // 0.1 + 0.2 in float64.
      { a: '0.30000000000000004', 'b,c': '-1e-7' },
    ]);
  });

  test('tells the setting of each row', () => {
    const series = (id: string) => [
      seriesOf(seedsWith('test_bound', [-1]), { id, estimator: 'ars' }),
      seriesOf(seedsWith('test_bound', [-2]), { id, estimator: 'arm' }),
    ];
    const two = [panelOf(series('a'), 'batchSize = 9'), panelOf(series('b'), 'batchSize = 8')];
    const settings = (table: Table) => readBack([table]).map(({ setting }) => setting);
    expect(settings(differencesTable(two, of('ars', 'arm'), 'test_bound'))).toEqual([
      'batchSize = 9',
      'batchSize = 8',
    ]);
    expect(new Set(settings(valuesTable(two, 'test_bound'))).size).toBe(2);
  });

  test('has columns without rows', () => {
    const empty = differencesTable([], of('ars', 'arm'), 'test_bound');
    expect(tableFormats.csv([empty])).toBe(empty.columns.join(','));
  });
});

describe('LaTeX', () => {
  const latex = (rows: readonly (readonly string[])[], notes: readonly string[] = []) =>
    tableFormats.latex([{ title: 't', heading: ['h'], rows, columns: [], cells: [], notes }]);

  const cell = (text: string) =>
    latex([[text]])
      .split('\n')[5]!
      .replace(String.raw` \\`, '');

  test.each([
    ['-130.52 ± 0.03', String.raw`$-130.52 \pm 0.03$`],
    ['(7.45 ± 0.09)e-3', String.raw`$(7.45 \pm 0.09)\times 10^{-3}$`],
    ['7.45e-12', String.raw`$7.45\times 10^{-12}$`],
    ['(1.20 ± 0.30)e1', String.raw`$(1.20 \pm 0.30)\times 10^{1}$`],
    ['[+2.31, -2.87]', '$[+2.31, -2.87]$'],
    ['× 0.659', String.raw`$\times 0.659$`],
    ['+2.59', '$+2.59$'],
    ['5000', '$5000$'],
  ])('sets %s in mathematics', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  test.each([
    ['2 of 3', '2 of 3'],
    ['–', '--'],
    ['C = 3', 'C = 3'],
    ['C = 3 → 5', String.raw`C = 3 $\to$ 5`],
    ['C > 2 & C < 9', String.raw`C $>$ 2 \& C $<$ 9`],
    ['my_estimator #1', String.raw`my\_estimator \#1`],
    ['50% {of} $x$', String.raw`50\% \{of\} \$x\$`],
    [String.raw`a\b~c^d`, String.raw`a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d`],
    ['C(C−1)/2 ± (nats)²', String.raw`C(C$-$1)/2 $\pm$ (nats)$^2$`],
  ])('escapes %s', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  test('is a balanced tabular of characters that every LaTeX takes', () => {
    const claim = claims.find(({ kind }) => kind === 'growth')!;
    const findings = shownMetrics.map((metric) =>
      judge(
        panelsFor(claim, metric, (C, seed) => C + spread(seed)),
        claim,
        metric,
      ),
    );
    const text = tableFormats.latex([
      ...shownMetrics.map((metric) => valuesTable(panels, metric)),
      ...shownMetrics.map((metric) => differencesTable(panels, of('ars', 'arsm'), metric)),
      ...verdictsTables({ setting: 'batchSize = 9', findings, unjudged: claims }),
      ...claims.map((one) => comparisonsTable('', one, findings)),
    ]);
    for (const block of text.split('\n\n')) {
      const lines = block.split('\n').filter((line) => !line.startsWith('%'));
      const body = lines.join('\n');
      expect(body).toMatch(/^\\begin\{tabular\}\{l+\}\n\\toprule\n/);
      expect(body).toMatch(/\n\\bottomrule\n\\end\{tabular\}$/);
      expect(body).toMatch(/^[\n -~]*$/);
      const bare = body.replaceAll(/\\[{}$&%#_\\]/g, '');
      expect(bare.split('$').length % 2).toBe(1);
      expect(bare.split('{').length).toBe(bare.split('}').length);
      const columns = /\{(l+)\}\n/.exec(body)![1]!.length;
      const rows = lines.filter((line) => line.endsWith(String.raw` \\`));
      for (const row of rows) expect(row.split(/(?<!\\)&/)).toHaveLength(columns);
    }
  });

  test('has notes as comments, each once', () => {
    expect(latex([], ['50 %', 'again', 'again']).split('\n').slice(-2)).toEqual([
      '% 50 %',
      '% again',
    ]);
  });
});

describe('Markdown', () => {
  test('escapes bars, and lists notes once', () => {
    const table = { title: 't', heading: ['a|b'], columns: [], cells: [] };
    const text = tableFormats.markdown([{ ...table, rows: [['c|d']], notes: ['n', 'n'] }]);
    expect(text.split('\n')).toEqual([
      ...['**t**', '', String.raw`| a\|b |`, '| ---- |', String.raw`| c\|d |`, '', '- n'],
    ]);
  });
});

describe('pairs of series that a comparison is of', () => {
  const series = (estimator: string, evaluations: number) =>
    seriesOf([], { estimator, evaluations, id: `${estimator}-${evaluations}` });
  const pairs = (all: readonly ReturnType<typeof series>[]) =>
    comparablePairs(panelOf(all), ...of('ars', 'reinforce-loo')).map((pair) =>
      pair.map(({ id }) => id),
    );

  test('are those of equal cost', () => {
    const loo = [3, 4, 46].map((evaluations) => series('reinforce-loo', evaluations));
    expect(pairs([series('ars', 3), ...loo])).toEqual([['ars-3', 'reinforce-loo-3']]);
  });

  test('are all, when costs never agree', () => {
    const loo = [4, 46].map((evaluations) => series('reinforce-loo', evaluations));
    expect(pairs([series('ars', 3), ...loo])).toEqual([
      ['ars-3', 'reinforce-loo-4'],
      ['ars-3', 'reinforce-loo-46'],
    ]);
  });

  test('are none when one estimator is missing', () => {
    expect(pairs([series('ars', 3)])).toEqual([]);
  });
});

test('a tally counts comparisons by their verdict', () => {
  const claim = claims.find(({ id }) => id === 'ars+ over ars')!;
  // For C = 10, 5, 3 and 2.
  const leads = (C: number, seed: number) => ({ 10: 1, 5: -1, 3: 0, 2: 1 })[C]! + spread(seed);
  const finding = judge(panelsFor(claim, 'test_bound', leads), claim, 'test_bound');
  expect(tally(finding)).toBe('2 for, 1 against, 1 undecided');
  expect(tally(judge([], claim, 'test_bound'))).toBe('4 without enough pairs');
});
