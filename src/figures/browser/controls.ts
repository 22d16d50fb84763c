import { shownMetrics } from '../../metrics/table.ts';
import { smoothingNames } from '../smooth.ts';
import { xAxisNames } from '../x-axes.ts';
import type { Payload } from '../report/payload.ts';
import { element } from './element.ts';
import type { View } from './state.ts';

/** What the controls ask of the page. */
export interface Chosen {
  /** Something that all charts show otherwise. */
  readonly changed: () => void;
  /** An address that leads to what is shown. */
  readonly linkWanted: () => void;
}

function toggle(title: string, colour: string, view: View, changed: () => void): HTMLLabelElement {
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = !view.hidden.has(title);
  box.value = title;
  box.style.accentColor = colour;
  box.addEventListener('change', () => {
    if (box.checked) view.hidden.delete(title);
    else view.hidden.add(title);
    changed();
  });
  label.append(box, title);
  return label;
}

const byName = (one: string, other: string) => one.localeCompare(other, 'en');

/** A box for each estimator; made anew when other estimators come in. */
export function drawToggles({ panels }: Payload, view: View, changed: () => void): void {
  const colours = new Map(
    panels.flatMap(({ series }) => series.map(({ title, colour }) => [title, colour] as const)),
  );
  const place = element('estimators', HTMLElement);
  const there = [...place.querySelectorAll('input')].map(({ value }) => value);
  const wanted = [...colours.keys()].toSorted(byName);
  if (there.join('\n') === wanted.join('\n')) return;
  const legend = document.createElement('legend');
  legend.textContent = 'Estimators';
  place.replaceChildren(
    legend,
    ...wanted.map((title) => toggle(title, colours.get(title) ?? '', view, changed)),
  );
}

/** Puts titles into a choice; one that is chosen and is not there yet may come while runs train. */
function offer(select: HTMLSelectElement, titles: readonly string[], chosen: string): void {
  const wanted = titles.includes(chosen) || chosen === '' ? titles : [...titles, chosen];
  const there = [...select.options].map(({ value }) => value);
  if (there.join('\n') !== wanted.join('\n')) {
    select.replaceChildren(...wanted.map((title) => new Option(title, title)));
  }
  select.value = chosen;
}

/** The estimators that can be compared, and those that are. */
export function drawPair({ pair: usual, panels }: Payload, { pair }: View): void {
  const titles = [...new Set(panels.flatMap(({ series }) => series.map(({ title }) => title)))];
  const [one, other] = pair ?? usual ?? ['', ''];
  offer(element('pair-one', HTMLSelectElement), titles.toSorted(byName), one);
  offer(element('pair-other', HTMLSelectElement), titles.toSorted(byName), other);
}

/** Tells the page how much of the screen the controls cover, so that headings are not scrolled below them. */
function keepHeadingsInSight(bar: HTMLElement): void {
  new ResizeObserver(() => {
    const covers = getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0;
    document.documentElement.style.setProperty('--covered', `${covers}px`);
  }).observe(bar);
}

const choices = () => ({
  axis: element('axis', HTMLSelectElement),
  metric: element('metric', HTMLSelectElement),
  smoothing: element('smoothing', HTMLSelectElement),
  scale: element('scale', HTMLSelectElement),
});

/** Shows on the controls what is chosen. */
export function showChoices(view: View): void {
  const { axis, metric, smoothing, scale } = choices();
  axis.value = view.axis;
  metric.value = view.metric ?? '';
  smoothing.value = view.smoothing ?? '';
  scale.value = view.isCommonScale ? 'common' : '';
  for (const box of element('estimators', HTMLElement).querySelectorAll('input')) {
    box.checked = !view.hidden.has(box.value);
  }
}

/** Wires all choices, and the buttons that undo zooming and give a link. */
export function wireControls(view: View, { changed, linkWanted }: Chosen): void {
  const { axis, metric, smoothing, scale } = choices();
  const onChange = (select: HTMLSelectElement, choose: (value: string) => void) => {
    select.addEventListener('change', () => {
      choose(select.value);
      changed();
    });
  };
  onChange(axis, (value) => {
    view.axis = xAxisNames.find((name) => name === value) ?? 'steps';
    view.zoom.clear();
  });
  onChange(metric, (value) => {
    view.metric = shownMetrics.find((name) => name === value) ?? null;
  });
  onChange(smoothing, (value) => {
    view.smoothing = smoothingNames.find((name) => name === value) ?? null;
  });
  onChange(scale, (value) => {
    view.isCommonScale = value === 'common';
  });
  const [one, other] = ['pair-one', 'pair-other'].map((id) => element(id, HTMLSelectElement));
  const choosePair = () => {
    view.pair = [one?.value ?? '', other?.value ?? ''];
  };
  if (one !== undefined) onChange(one, choosePair);
  if (other !== undefined) onChange(other, choosePair);
  element('reset-zoom', HTMLButtonElement).addEventListener('click', () => {
    view.zoom.clear();
    changed();
  });
  element('copy-link', HTMLButtonElement).addEventListener('click', linkWanted);
  const bar = element('controls', HTMLElement);
  bar.hidden = false;
  keepHeadingsInSight(bar);
}
