import type { Payload } from '../report/payload.ts';
import { Charts } from './charts.ts';
import { drawPair, drawToggles, showChoices, wireControls } from './controls.ts';
import { wireCsvButtons } from './csv-buttons.ts';
import { Differences } from './differences.ts';
import { viewOf } from './fragment.ts';
import { copyLink, rememberView } from './link.ts';
import { follow } from './live.ts';
import { element } from './element.ts';
import { unchosen } from './state.ts';
import type { View } from './state.ts';

const view: View = viewOf(location.hash) ?? unchosen();
const remember = () => {
  rememberView(view);
};
const charts = new Charts(element('charts', HTMLElement), view, remember);
const differences = new Differences(element('differences', HTMLElement), view, remember);
let shown = JSON.parse(element('payload', HTMLElement).textContent) as Payload;

function draw(payload = shown): void {
  shown = payload;
  drawToggles(payload, view, changed);
  drawPair(payload, view);
  charts.draw(payload);
  differences.draw(payload);
}

function changed(): void {
  remember();
  draw();
}

document.documentElement.classList.add('scripted');
wireCsvButtons();
wireControls(view, {
  changed,
  linkWanted: () => {
    void copyLink(view);
  },
});
draw();
showChoices(view);
// The images in their place serve readers without scripts.
element('fallback', HTMLElement).remove();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  draw();
});
// A link of this page that is opened in it, or an address that the reader has changed.
addEventListener('hashchange', () => {
  const chosen = viewOf(location.hash);
  if (chosen === undefined) return;
  Object.assign(view, chosen);
  draw();
  showChoices(view);
});
if (document.documentElement.dataset.live !== undefined) {
  follow(shown, draw);
}
