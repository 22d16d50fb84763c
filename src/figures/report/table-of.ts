import type { Table } from '../tables/table.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableBlock } from './table-block.ts';

/**
 * A table for readers, whose first column names the rows, with its notes below.
 *
 * @param about - what it is of, beside its title: for screen readers, and in the name of its CSV.
 */
export function tableOf(about: string, table: Table): Html {
  const { heading, rows, notes, title } = table;
  const contents = html`<table>
    <caption>
      ${title}
    </caption>
    <thead>
      <tr>
        ${heading.map((text, at) => html`<th scope="col" class="${at === 0 ? '' : 'number'}">${text}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name = '', ...cells]) =>
          html`<tr>
            <th scope="row">${name}</th>
            ${cells.map((text) => html`<td class="number">${text}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
  return html`${tableBlock(`${about}: ${title}`, contents, table)}
    <ul class="notes">
      ${notes.map((note) => html`<li>${note}</li>`)}
    </ul>`;
}
