import type { Payload } from '../report/payload.ts';
import { Charts } from './charts.ts';
import { wireCsvButtons } from './csv-buttons.ts';
import { drawToggles, wireControls } from './controls.ts';
import { follow } from './live.ts';
import { element } from './state.ts';
import type { View } from './state.ts';

const view: View = { axis: 'steps', smoothing: null, hidden: new Set(), zoom: new Map() };
const place = element('charts', HTMLElement);
const charts = new Charts(place, view);

function draw(payload: Payload): void {
  drawToggles(payload, view, charts);
  charts.draw(payload);
}

document.documentElement.classList.add('scripted');
wireCsvButtons();
wireControls(view, charts);
const first = JSON.parse(element('payload', HTMLElement).textContent) as Payload;
draw(first);
// The images in their place serve readers without scripts.
element('fallback', HTMLElement).remove();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  charts.draw();
});
if (document.documentElement.dataset.live !== undefined) {
  follow(first, draw);
}
