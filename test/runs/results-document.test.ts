import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { timingColumns } from '../../src/runs/columns.ts';
import { scalarTags } from '../../src/runs/tensorboard/scalars.ts';

/** The first cells of the table below a heading. */
async function documentedColumns(heading: string): Promise<string[]> {
  const text = await readFile('docs/results.md', 'utf8');
  const section = text.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return [...section.matchAll(/^\| `([\w/]+)` /gm)].map(([, column]) => column!);
}

test('docs/results.md explains every column of timing.csv, in order', async () => {
  expect(await documentedColumns('timing.csv')).toEqual([...timingColumns]);
});

test('docs/results.md explains every tag of the event file, in order', async () => {
  expect(await documentedColumns('events.out.tfevents.*')).toEqual(scalarTags);
});
