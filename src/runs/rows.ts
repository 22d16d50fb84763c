const NEWLINE = 0x0a;

/** The bytes up to the last end of a line: what a process that was killed left half-written is cut. */
export function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1);
}

/** The first column of a CSV file, without its heading, as numbers. */
export function stepsOf(bytes: Buffer): number[] {
  const lines = wholeLines(bytes).toString('latin1').split('\n').slice(1, -1);
  return lines.map((line) => Number(line.slice(0, line.indexOf(','))));
}

/** The whole rows of a CSV file of numbers, by column. */
export function rowsOf<Column extends string>(
  bytes: Buffer,
  columns: readonly Column[],
): Record<Column, number>[] {
  const lines = wholeLines(bytes).toString('latin1').split('\n').slice(1, -1);
  return lines.map((line) => {
    const cells = line.split(',').map(Number);
    const row = columns.map((column, at) => [column, cells[at] ?? NaN]);
    return Object.fromEntries(row) as Record<Column, number>;
  });
}

/** The heading and the whole rows at or before a step. */
export function rowsUpTo(bytes: Buffer, step: number): Buffer {
  const whole = wholeLines(bytes);
  const kept = stepsOf(whole).filter((found) => found <= step).length;
  if (kept === 0) return Buffer.alloc(0);
  // A character per byte: damage must not change the length.
  const lines = whole.toString('latin1').split('\n');
  return Buffer.from(`${lines.slice(0, kept + 1).join('\n')}\n`, 'latin1');
}
