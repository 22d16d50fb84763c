import type { LiveUpdate, Payload, PayloadCurves } from '../report/payload.ts';

/** The curves that the page has, by id: those that have not changed are not sent again. */
export class KnownCurves {
  #curves: ReadonlyMap<number, PayloadCurves>;

  constructor({ panels }: Payload) {
    const lines = panels.flatMap(({ series }) => series);
    this.#curves = new Map(lines.map(({ id, curves }) => [id, curves]));
  }

  /** All curves, with those of an update. */
  payloadOf({ head, panels, curves: sent }: LiveUpdate): Payload {
    const curvesOf = (id: number) => {
      const found = sent[id] ?? this.#curves.get(id);
      if (found === undefined) throw new Error(`curves ${id} were not sent`);
      return found;
    };
    const payload = {
      ...head,
      panels: panels.map(({ series, ...panel }) => ({
        ...panel,
        series: series.map((line) => ({ ...line, curves: curvesOf(line.id) })),
      })),
    };
    this.#curves = new KnownCurves(payload).#curves;
    return payload;
  }
}
