import type { Cells } from '../tables/table.ts';

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Values as CSV (RFC 4180), in the form that `vae-bench table --format csv` has. */
export const csvOf = ({ columns, cells }: Cells): string =>
  [columns, ...cells]
    .map((row) => row.map((cell) => quoted(String(cell ?? ''))).join(','))
    .join('\n');
