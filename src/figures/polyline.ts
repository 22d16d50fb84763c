/** A corner of a line, from the left to the right. */
export type Place = readonly [x: number, y: number];

/** The number of places of a line that lie before x. */
function placesBefore(line: readonly Place[], x: number): number {
  let [from, to] = [0, line.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((line[middle]?.[0] ?? Infinity) < x) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The height of a line at a place; undefined beyond its ends. */
export function heightAt(line: readonly Place[], x: number): number | undefined {
  const next = placesBefore(line, x);
  const [before, after] = [line[next - 1], line[next]];
  if (after === undefined || after[0] === x) return after?.[1];
  if (before === undefined) return undefined;
  const share = (x - before[0]) / (after[0] - before[0]);
  return before[1] + share * (after[1] - before[1]);
}
