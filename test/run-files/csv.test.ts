import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  CsvParser,
  lastRow,
  parseCsv,
  rowsUpTo,
  wholeLines,
} from '../../src/run-files/csv.ts';
import { CsvRows } from '../../src/run-files/csv-rows.ts';

const parse = (text: string) => {
  const { rows, problem } = parseCsv(Buffer.from(text));
  return { rows: [...rows], problem };
};

const steps = (text: string) => {
  const { rows, problem } = parse(text);
  return [rows.map(({ step }) => step), problem];
};

describe('parseCsv', () => {
  test('gives every value of every row by column', () => {
    const { rows, problem } = parse('step,test_bound\n1000,-143.47737607452316\n2000,2e-5\n');
    expect(rows).toEqual([
      { step: 1000, test_bound: -143.47737607452316 },
      { step: 2000, test_bound: 0.00002 },
    ]);
    expect(problem).toBeNull();
  });

  test('knows columns by name, wherever they stand and whatever else there is', () => {
    const { rows } = parse('step,new,test_bound\n1,7,-2\n');
    expect(rows).toEqual([{ step: 1, new: 7, test_bound: -2 }]);
  });

  test.each([
    ['nothing', ''],
    ['a header', 'step,a\n'],
    ['a torn header', 'step,a'],
  ])('takes a file that holds %s as one without rows', (_, text) => {
    expect(steps(text)).toEqual([[], null]);
  });

  test('leaves a torn last line out, though it may look whole', () => {
    // 20 may be the beginning of 200.
    expect(steps('step,a\n10,-1\n20,-2')).toEqual([[10], null]);
    expect(steps('step,a\n10,-1\n20')).toEqual([[10], null]);
  });

  test('reads lines that end as on Windows', () => {
    expect(steps('step,a\r\n10,-1\r\n20,-2\r\n')).toEqual([[10, 20], null]);
  });

  test.each([
    ['empty', '', Number.NaN],
    ['blank', ' ', Number.NaN],
    ['NaN', 'NaN', Number.NaN],
    ['a word', 'null', Number.NaN],
    ['infinite', '-Infinity', Number.NEGATIVE_INFINITY],
    ['in quotes', '"1"', Number.NaN],
  ])('a cell that is %s keeps its row', (_, cell, value) => {
    expect(parse(`step,a,b\n1,${cell},5\n`).rows).toEqual([{ step: 1, a: value, b: 5 }]);
  });

  test.each([
    ['is too short', '2,-2', 'line 3 has 2 values, not 3'],
    ['is too long', '2,-2,-3,-4', 'line 3 has 4 values, not 3'],
    // Row 2, torn within its last number, and row 3 behind it without a line break.
    ['is two in one', '2,-2,-3,-2,-3', 'line 3 has 5 values, not 3'],
    ['repeats a step', '1,-2,-3', 'line 3 has the step 1 after 1'],
    ['goes back', '0,-2,-3', 'line 3 has the step 0 after 1'],
    ['has no step', 'x,-2,-3', 'line 3 has the step x after 1'],
    ['is not text', '\0\0\0', 'line 3 has 1 values, not 3'],
    ['opens a quotation', '"2,-2', 'line 3 has 2 values, not 3'],
  ])('ends with a row that %s, and says so', (_, line, problem) => {
    expect(steps(`step,a,b\n1,-1,-2\n${line}\n3,-3,-4\n`)).toEqual([[1], problem]);
  });

  test('does not take a file for one without rows that does not begin with a step', () => {
    expect(steps('nothing of the kind\n')).toEqual([
      [],
      'line 1 begins with nothing of the kind, not with step',
    ]);
  });

  test('finds a step that is glued to the one before by its place, not by its look', () => {
    // Row 2 lost all but its step; "23" is rows 2 and 3 in one, and looks like a later step.
    expect(steps('step,a\n1,-1\n23,-3\n4,-4\n')).toEqual([
      [1, 23],
      'line 4 has the step 4 after 23',
    ]);
  });

  test('whatever part of a file is there, its rows are the first rows of the whole', () => {
    const text = 'step,a,b\n9,-1.25,1e-7\n10,-1,NaN\n100,-0.5,\n1000,-0.25,12\n';
    const { rows } = parse(text);
    expect(rows).toHaveLength(4);
    for (let length = 0; length <= text.length; length += 1) {
      const part = text.slice(0, length);
      // Lines that are whole, without the header.
      const whole = Math.max(0, part.split('\n').length - 2);
      expect(parse(part)).toEqual({ rows: rows.slice(0, whole), problem: null });
    }
  });

  test('takes whatever bytes a crash left', () => {
    const bytes = ['1', '9', ',', '.', '-', ' ', '"', '\n', '\r', '\0', 'e', 'step'];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...bytes) }), (text) => {
        const { rows } = parse(`step,a\n${text}\n`);
        const found = rows.map(({ step }) => step!);
        expect(found).toEqual([...new Set(found)].toSorted((one, other) => one - other));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('rows', () => {
  const csv = Buffer.from('step,a\n2,0\n4,1\n6,');

  test('are whole up to the last end of a line', () => {
    expect(wholeLines(csv).toString()).toBe('step,a\n2,0\n4,1\n');
    expect(wholeLines(Buffer.from('step')).length).toBe(0);
  });

  test('can be cut after a step, to the byte', () => {
    expect(rowsUpTo(csv, 3).toString()).toBe('step,a\n2,0\n');
    expect(rowsUpTo(csv, 9).toString()).toBe('step,a\n2,0\n4,1\n');
    expect(rowsUpTo(csv, 1).length).toBe(0);
    expect(rowsUpTo(Buffer.from('step,a\r\n2,é\r\n4,1\r\n'), 2).toString()).toBe(
      'step,a\r\n2,é\r\n',
    );
  });

  test('of every file end where their lines do', () => {
    const line = fc.constantFrom('7,1', '12,NaN', '', '300,-1.5e-7', 'x', '"', '5,é', '\0');
    fc.assert(
      fc.property(fc.array(line), fc.nat(400), (lines, step) => {
        const bytes = Buffer.from(`step,a\n${lines.join('\n')}\n`);
        const kept = rowsUpTo(bytes, step);
        expect(bytes.subarray(0, kept.length)).toEqual(kept);
        expect(kept.length === 0 || kept.at(-1) === 10).toBe(true);
        const rows = [...parseCsv(bytes).rows];
        expect([...parseCsv(kept).rows]).toEqual(rows.filter((row) => row.step! <= step));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('columns are those that the first line names, once it is whole', () => {
  expect(columnsOf(Buffer.from('step,a\n2,0\n'))).toEqual(['step', 'a']);
  expect(columnsOf(Buffer.from('step,a'))).toEqual([]);
});

test.each([
  ['', undefined],
  ['step,a\n', undefined],
  ['step,a\n1,-1', undefined],
  ['step,a\n1,-1\n2,-2\n3', { step: 2, a: -2 }],
  ['step,a\n1,-1\n2\n', undefined],
  // It is the last one alone that is looked at.
  ['step,a\n1\n2,-2\n', { step: 2, a: -2 }],
])('the last row of %j is the last whole one, if it is sound', (text, row) => {
  expect(lastRow(Buffer.from(text))).toEqual(row);
});

test('a file that comes in parts gives the rows of the whole, and keeps those that it gave', () => {
  const line = fc.constantFrom('7,1', '12,NaN', '', '300,-1.5e-7', '301,2', 'x', '5,é');
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(6)), (lines, lengths) => {
      const parser = new CsvParser();
      const all = [...['step,a', ...lines].map((text) => `${text}\n`)];
      const snapshots: [rows: CsvRows, then: unknown[]][] = [];
      for (let at = 0; at < all.length;) {
        const length = 1 + (lengths.shift() ?? 0);
        parser.add(Buffer.from(all.slice(at, at + length).join('')));
        at += length;
        const { rows } = parser.contents;
        snapshots.push([rows, [...rows]]);
      }
      const whole = parse(all.join(''));
      expect({ rows: [...parser.contents.rows], problem: parser.contents.problem }).toEqual(whole);
      for (const [rows, then] of snapshots) expect([...rows]).toEqual(then);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('rows are found by step, columns by name, and what is not there is NaN', () => {
  const steps = [1, 4, 9, 16, 25];
  const rows = CsvRows.of(steps.map((step) => ({ step, root: Math.sqrt(step) })));
  expect([...rows.column('root')]).toEqual([1, 2, 3, 4, 5]);
  expect([...rows.column('other')]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  expect(steps.map((step) => rows.indexOf(step))).toEqual([0, 1, 2, 3, 4]);
  expect([0, 2, 26, NaN].map((step) => rows.indexOf(step))).toEqual([-1, -1, -1, -1]);
  expect([rows.value(2, 'root'), rows.value(5, 'root'), rows.value(2, 'other')]).toEqual([
    ...[3, NaN, NaN],
  ]);
  expect([rows.step(-1), rows.step(5), CsvRows.of([]).step(-1)]).toEqual([25, 0, 0]);
  expect([rows.at(-1), rows.at(5)]).toEqual([{ step: 25, root: 5 }, undefined]);
});

/** What a cell is worth to JavaScript, a blank apart. */
const worth = (cell: string) => (cell.trim() === '' ? Number.NaN : Number(cell));

test('every cell has the number that JavaScript reads in it, to the bit', () => {
  const odd = [
    '',
    ' ',
    '-0',
    '007',
    '1e400',
    '4.9e-324',
    '0x10',
    '9007199254740993',
    'é',
    '\u00a01',
    '+1',
  ];
  const cell = fc.oneof(
    fc.double().map(String),
    fc.double({ min: -300, max: 0 }).map(String),
    fc.maxSafeNat().map(String),
    fc.constantFrom(...odd),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 40 }), (lines) => {
      const text = lines.map((cells, at) => [at + 1, ...cells].join(','));
      const { rows, problem } = parseCsv(Buffer.from(`${['step,a,b', ...text].join('\n')}\n`));
      expect(problem).toBeNull();
      const numbers = (at: 0 | 1) => Float64Array.from(lines, (cells) => worth(cells[at]));
      expect(Buffer.from(rows.column('a').slice().buffer)).toEqual(Buffer.from(numbers(0).buffer));
      expect(Buffer.from(rows.column('b').slice().buffer)).toEqual(Buffer.from(numbers(1).buffer));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a file that is longer than what is made text of at once is read as a whole', () => {
  const lines = Array.from({ length: 5000 }, (_, at) => `${at + 1},${Math.sqrt(at)},é`);
  const { rows, problem } = parseCsv(Buffer.from(`step,root,word\n${lines.join('\r\n')}\r\n`));
  expect([rows.length, rows.step(-1), problem]).toEqual([5000, 5000, null]);
  expect(rows.value(4321, 'root')).toBe(Math.sqrt(4321));
});

test('a column that is not kept cannot be mistaken for one that the file lacks', () => {
  const parser = new CsvParser(['b']);
  parser.add(Buffer.from('step,a,b\n1,2,3\n2,4,5\n'));
  parser.add(Buffer.from('3,6,7\n'));
  const { rows, problem } = parser.contents;
  expect(problem).toBeNull();
  expect([...rows]).toEqual([
    { step: 1, b: 3 },
    { step: 2, b: 5 },
    { step: 3, b: 7 },
  ]);
  expect(() => rows.column('a')).toThrow('Column a was not kept.');
  expect(rows.column('c')).toEqual(Float64Array.of(Number.NaN, Number.NaN, Number.NaN));
  // What is not kept is counted all the same.
  parser.add(Buffer.from('4,8\n'));
  expect(parser.contents.problem).toBe('line 5 has 2 values, not 3');
});
