import { fileName } from '../file-name.ts';
import { csvText } from '../tables/formats.ts';
import type { Cells } from '../tables/table.ts';
import { html, scriptJson } from './html.ts';
import type { Html } from './html.ts';

/**
 * A table that scrolls by itself where the screen is narrow, with buttons that copy or save its values. The CSV
 * is made of the data, as `vae-bench table --format csv` prints them, and not of what the table shows.
 *
 * @param label - what the table is called: by screen readers, and in the name of the file.
 * @param table - a `<table>`.
 * @param values - one table for programs, or several of the same columns.
 */
export function tableBlock(label: string, table: Html, values: Cells | readonly Cells[]): Html {
  const all = 'columns' in values ? [values] : values;
  return html`<div class="table">
    <div class="scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>
    <div class="csv" data-file="${fileName(label)}">
      <button type="button" data-csv="copy" aria-label="Copy CSV: ${label}">Copy CSV</button>
      <button type="button" data-csv="download" aria-label="Download CSV: ${label}">
        Download CSV
      </button>
      <script type="application/json">
        ${scriptJson(csvText(all))}
      </script>
    </div>
  </div>`;
}
