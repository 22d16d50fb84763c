import { fileName } from '../file-name.ts';
import { element } from './element.ts';

/** Milliseconds for which it can be read what a button has done. */
const READABLE = 5000;

let fading: ReturnType<typeof setTimeout> | undefined;

/** Tells readers, those of screen readers too, what a button has done. */
export function say(text: string): void {
  const place = element('said', HTMLElement);
  place.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => {
    place.textContent = '';
  }, READABLE);
}

/** Copies by selecting a field, where the page may not use the clipboard. */
function copySelected(text: string): boolean {
  const field = document.createElement('textarea');
  const { activeElement } = document;
  field.value = text;
  field.readOnly = true;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Nothing else works without the clipboard's permission.
  const copied = document.execCommand('copy');
  field.remove();
  if (activeElement instanceof HTMLElement) activeElement.focus();
  return copied;
}

/** Copies a text. @returns whether that was possible. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page that came by plain HTTP from elsewhere has no clipboard, and readers may refuse it.
    return copySelected(text);
  }
}

/** Saves a text as a file whose name begins with what the page is called. */
export function saveText(name: string, text: string): string {
  const title = document.querySelector('h1')?.textContent ?? '';
  const file = `${fileName(title, name)}.csv`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/csv' }));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
  return file;
}
