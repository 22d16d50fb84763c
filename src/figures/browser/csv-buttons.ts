import { fileName } from '../file-name.ts';
import type { Cells } from '../tables/table.ts';
import { csvOf } from './csv.ts';
import { copyText, saveText, say } from './save.ts';

/** What makes the values of blocks that the page itself has made. */
const makers = new WeakMap<Element, () => Cells>();

/** The values of a table: those that came with it, or that the page makes. */
function csvIn(block: HTMLElement): string {
  const make = makers.get(block);
  if (make !== undefined) return csvOf(make());
  return String(JSON.parse(block.querySelector('script')?.textContent ?? '""'));
}

async function act(button: HTMLElement): Promise<void> {
  const block = button.closest<HTMLElement>('.csv');
  if (block === null) return;
  const csv = csvIn(block);
  if (button.dataset.csv === 'download') {
    say(`Saved as ${saveText(block.dataset.file ?? '', csv)}.`);
  } else if (await copyText(csv)) {
    say(`Copied: CSV with ${csv.split('\n').length - 1} rows.`);
  } else {
    say('The browser does not let this page copy. Download CSV saves the same.');
  }
}

function button(label: string, does: string, text: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.dataset.csv = does;
  made.textContent = text;
  made.setAttribute('aria-label', `${text}: ${label}`);
  return made;
}

/** Buttons that copy and save values which the page makes, as `tableBlock` has them for its tables. */
export function csvBlock(label: string, make: () => Cells): HTMLElement {
  const block = document.createElement('div');
  block.className = 'csv';
  block.dataset.file = fileName(label);
  block.append(button(label, 'copy', 'Copy CSV'), button(label, 'download', 'Download CSV'));
  makers.set(block, make);
  return block;
}

/** Lets the buttons of tables copy and save their values; tables are made anew again and again while runs train. */
export function wireCsvButtons(): void {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset.csv !== undefined) void act(target);
  });
}
