import { fragmentOf, viewOf } from './fragment.ts';
import { copyText, say } from './save.ts';
import type { View } from './state.ts';

/** The address of this page without its fragment. */
const page = () => location.href.replace(/#.*$/s, '');

/** Has the address say what is chosen; the page stays where it is, and "back" leads to the page before it. */
export function rememberView(view: View): void {
  const fragment = fragmentOf(view);
  const isOurs = viewOf(location.hash) !== undefined;
  // The name of a section stays until something is chosen.
  if (fragment === '' && !isOurs) return;
  history.replaceState(null, '', fragment === '' ? page() : `#${fragment}`);
}

/** Copies the address that leads to what is shown. */
export async function copyLink(view: View): Promise<void> {
  const fragment = fragmentOf(view);
  const link = fragment === '' ? page() : `${page()}#${fragment}`;
  say((await copyText(link)) ? 'Link copied.' : `The link is ${link}`);
}
