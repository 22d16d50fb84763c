import { copyText, saveText, say } from './save.ts';

const lines = (csv: string) => csv.split('\n').length - 1;

async function act(button: HTMLElement): Promise<void> {
  const block = button.closest<HTMLElement>('.csv');
  const data = block?.querySelector('script')?.textContent ?? '';
  const csv = data === '' ? '' : String(JSON.parse(data));
  if (button.dataset.csv === 'download') {
    say(`Saved as ${saveText(block?.dataset.file ?? '', csv)}.`);
  } else if (await copyText(csv)) {
    say(`Copied: CSV with ${lines(csv)} rows.`);
  } else {
    say('The browser does not let this page copy. Download CSV saves the same.');
  }
}

/** Lets the buttons of tables copy and save their values; tables are made anew again and again while runs train. */
export function wireCsvButtons(): void {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset.csv !== undefined) void act(target);
  });
}
