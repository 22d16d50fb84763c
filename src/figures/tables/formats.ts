import { createArrayCsvStringifier } from 'csv-writer';
import { withPrintableTexts } from '../../core/printable.ts';
import { markdownTable, textTable } from '../../core/text.ts';
import type { Cells, Table } from './table.ts';

const withNotes = (text: string, { notes }: Table) => [text, ...new Set(notes)].join('\n');

/** Characters that LaTeX gives a meaning of its own, and those that its fonts lack. */
const latexSpecial: Readonly<Record<string, string>> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
  '–': '--',
  '−': '$-$',
  '²': '$^2$',
  '±': String.raw`$\pm$`,
  '×': String.raw`$\times$`,
  '→': String.raw`$\to$`,
  '<': '$<$',
  '>': '$>$',
};

/** `-1.20 ± 0.03`, `(7.45 ± 0.09)e-3`, `[+2.31, +2.87]`, `× 0.66`, `× (1.14 [0.99, 1.32])e5`: what is set in mathematics. */
const NUMERIC = /^[([×+-]*\s*\(?\d[\d.,+\-±\s()[\]]*(e-?\d+)?$/;

function latexCell(text: string): string {
  if (NUMERIC.test(text)) {
    const powers = text.replace(/e(-?\d+)$/, String.raw`\times 10^{$1}`);
    const symbols = powers.replace('±', String.raw`\pm`).replace('× ', String.raw`\times `);
    return `$${symbols}$`;
  }
  return text.replaceAll(/[\\~^–−²±×→<>&%$#_{}]/g, (one) => latexSpecial[one] ?? `\\${one}`);
}

/** A tabular with the rules of the package booktabs. */
function latex(table: Table): string {
  const line = (cells: readonly string[]) => String.raw`${cells.map(latexCell).join(' & ')} \\`;
  const comment = (text: string) => `% ${text}`;
  return [
    comment(table.title),
    `\\begin{tabular}{${'l'.repeat(table.heading.length)}}`,
    String.raw`\toprule`,
    line(table.heading),
    String.raw`\midrule`,
    ...table.rows.map(line),
    String.raw`\bottomrule`,
    String.raw`\end{tabular}`,
    ...new Set(table.notes.map(comment)),
  ].join('\n');
}

function csv(tables: readonly Cells[]): string {
  const header = [...(tables[0]?.columns ?? [])];
  const stringifier = createArrayCsvStringifier({ header });
  const rows = tables.flatMap(({ cells }) => cells.map((row) => row.map((cell) => cell ?? '')));
  return `${stringifier.getHeaderString() ?? ''}${stringifier.stringifyRecords(rows)}`.trimEnd();
}

const each = (form: (table: Table) => string) => (tables: readonly Table[]) =>
  tables.map(form).join('\n\n');

/** What Markdown would take for markup: a tag, code, emphasis. */
const markdownText = (text: string) =>
  text.replaceAll('<', '&lt;').replaceAll(/[`*]/g, (one) => `\\${one}`);

function markdown(table: Table): string {
  const rows = [table.heading, ...table.rows].map((row) => row.map(markdownText));
  const body = `**${markdownText(table.title)}**\n\n${markdownTable(rows)}`;
  const notes = [...new Set(table.notes)].map((note) => `- ${markdownText(note)}`);
  return notes.length === 0 ? body : `${body}\n\n${notes.join('\n')}`;
}

const text = (table: Table) =>
  withNotes(`${table.title}\n\n${textTable([table.heading, ...table.rows])}`, table);

type Format = (tables: readonly Table[]) => string;

/** Names of folders and texts of files hold anything: no format has to know. */
const safely =
  (format: Format): Format =>
  (tables) =>
    format(tables.map(withPrintableTexts));

/** The values of tables as one CSV, numbers with all their digits. */
export const csvText = (tables: readonly Cells[]): string => csv(tables.map(withPrintableTexts));

/** Ways to print tables, by the name that `--format` takes. */
export const tableFormats = {
  text: safely(each(text)),
  csv: safely(csv),
  markdown: safely(each(markdown)),
  latex: safely(each(latex)),
} as const satisfies Readonly<Record<string, Format>>;

export type TableFormat = keyof typeof tableFormats;
