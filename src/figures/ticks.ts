/** The distance of round ticks, 1, 2 or 5 times a power of ten, of which about `count` fit in a range. */
function roundDistance(range: number, count: number): number {
  const rough = range / count;
  const power = Math.floor(Math.log10(rough));
  const share = rough / 10 ** power;
  // The geometric means between neighbours, as d3 rounds.
  const factor = [Math.sqrt(50), Math.sqrt(10), Math.SQRT2].filter(
    (limit) => share >= limit,
  ).length;
  return Number(`${[10, 5, 2, 1][3 - factor] ?? 1}e${power}`);
}

/** The multiples of a distance in a range. */
function multiples(low: number, high: number, distance: number): number[] {
  const first = Math.ceil(low / distance - 1e-9);
  const count = Math.floor(high / distance + 1e-9) - first + 1;
  // Not at × distance: that would be 0.30000000000000004 and the like.
  return Array.from({ length: Math.max(0, count) }, (_, at) =>
    Number(((first + at) * distance).toPrecision(12)),
  );
}

/**
 * Round ticks of a linear axis, `most` at most.
 *
 * @param whole - whether ticks have to be whole numbers, as steps are.
 */
export function linearTicks(low: number, high: number, most: number, whole: boolean): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const counts = Array.from({ length: most }, (_, fewer) => most - fewer);
  const choices = counts.map((count) => {
    const distance = roundDistance(high - low, count);
    return multiples(low, high, whole ? Math.max(1, distance) : distance);
  });
  return choices.find(({ length }) => length > 0 && length <= most) ?? [low, high];
}

/**
 * Ticks of a logarithmic axis: powers of ten, with their double and fivefold or with all their multiples
 * where that leaves few, or else round ticks as a linear axis has them, and at least the ends.
 */
export function logTicks(low: number, high: number): number[] {
  if (!(low > 0 && high >= low)) return [];
  const first = Math.floor(Math.log10(low));
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high)) - first + 1 },
    (_, at) => at + first,
  );
  const ticks = (factors: readonly number[]) =>
    powers
      // Not 10 ** power: that would be 0.0009999999999999998 and the like.
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const denser = [[1], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]].map(ticks);
  const rounder = linearTicks(low, high, 7, false);
  const ends = high > low ? [low, high] : [low];
  return denser.find(({ length }) => length > 2) ?? (rounder.length > 1 ? rounder : ends);
}

/** Digits, without trailing zeros, that tell these ticks apart in the form `3.1e-3`. */
export function digitsOf(ticks: readonly number[]): number {
  const texts = (digits: number) => ticks.map((tick) => tick.toExponential(digits));
  const all = Array.from({ length: 12 }, (_, digits) => digits);
  return all.find((digits) => new Set(texts(digits)).size === ticks.length) ?? 12;
}
