import { smoothingNames } from '../smooth.ts';
import { xAxisNames } from '../x-axes.ts';
import type { Payload } from '../report/payload.ts';
import type { Charts } from './charts.ts';
import { element } from './state.ts';
import type { View } from './state.ts';

function toggle(title: string, colour: string, view: View, charts: Charts): HTMLLabelElement {
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = !view.hidden.has(title);
  box.value = title;
  box.style.accentColor = colour;
  box.addEventListener('change', () => {
    if (box.checked) view.hidden.delete(title);
    else view.hidden.add(title);
    charts.draw();
  });
  label.append(box, title);
  return label;
}

/** A box for each estimator; made anew when other estimators come in. */
export function drawToggles({ panels }: Payload, view: View, charts: Charts): void {
  const colours = new Map(
    panels.flatMap(({ series }) => series.map(({ title, colour }) => [title, colour] as const)),
  );
  const place = element('estimators', HTMLElement);
  const there = [...place.querySelectorAll('input')].map(({ value }) => value);
  const wanted = [...colours.keys()].toSorted((one, other) => one.localeCompare(other, 'en'));
  if (there.join('\n') === wanted.join('\n')) return;
  const legend = document.createElement('legend');
  legend.textContent = 'Estimators';
  place.replaceChildren(
    legend,
    ...wanted.map((title) => toggle(title, colours.get(title) ?? '', view, charts)),
  );
}

/** Tells the page how much of the screen the controls cover, so that headings are not scrolled below them. */
function keepHeadingsInSight(bar: HTMLElement): void {
  new ResizeObserver(() => {
    const covers = getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0;
    document.documentElement.style.setProperty('--covered', `${covers}px`);
  }).observe(bar);
}

/** Wires the choices of axis and smoothing, and the button that undoes zooming. */
export function wireControls(view: View, charts: Charts): void {
  const axis = element('axis', HTMLSelectElement);
  axis.addEventListener('change', () => {
    view.axis = xAxisNames.find((name) => name === axis.value) ?? 'steps';
    charts.resetZoom();
  });
  const smoothing = element('smoothing', HTMLSelectElement);
  smoothing.addEventListener('change', () => {
    view.smoothing = smoothingNames.find((name) => name === smoothing.value) ?? null;
    charts.draw();
  });
  element('reset-zoom', HTMLButtonElement).addEventListener('click', () => {
    charts.resetZoom();
  });
  const bar = element('controls', HTMLElement);
  bar.hidden = false;
  keepHeadingsInSight(bar);
}
