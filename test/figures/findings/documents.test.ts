import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { markdownTable } from '../../../src/core/text.ts';
import type { Claim, Contest, Cost } from '../../../src/figures/findings/claim.ts';
import { claims } from '../../../src/figures/findings/claims.ts';
import { inProse, paperNames, paperOf } from '../../../src/figures/findings/papers.ts';
import type { PaperName } from '../../../src/figures/findings/papers.ts';
import { metrics } from '../../../src/metrics/table.ts';

const [START, END] = ['<!-- claims:begin -->', '<!-- claims:end -->'];

const evaluations: Readonly<Record<Cost, string>> = {
  two: '2',
  ars: 'C',
  arsm: 'C(C−1)/2 + 1',
  own: 'its own',
};

const compared = ({ one, other, cost, otherCost = cost }: Contest) =>
  cost === otherCost
    ? `\`${one}\` with \`${other}\` (${cost === 'own' ? 'own costs' : evaluations[cost]})`
    : `\`${one}\` (${evaluations[cost]}) with \`${other}\` (${evaluations[otherCost]})`;

const rowOf = (claim: Claim) => [
  `\`${claim.id}\``,
  claim.statement,
  claim.source,
  claim.categories === 'any' ? 'any' : claim.categories.join(', '),
  claim.contests.map(compared).join('; '),
  claim.metrics.map((name) => metrics[name].title).join(', '),
];

function sectionOf(paper: PaperName): string {
  const about = claims.filter((claim) => claim.paper === paper);
  const { conditions } = paperOf(paper);
  const table = markdownTable([
    ['id', 'claim', 'where', 'C', 'compared, at evaluations of f', 'judged in'],
    ...about.map(rowOf),
  ]);
  const notes = about.flatMap(({ id, note }) =>
    note === undefined ? [] : [`- \`${id}\`: ${note}`],
  );
  return [
    `## ${inProse(paper)}: \`${paper}\``,
    ...(conditions === undefined ? [] : [`Conditions differ: ${conditions}.`]),
    table,
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ].join('\n\n');
}

test('docs/claims.md has every claim, by paper', async () => {
  const text = await readFile('docs/claims.md', 'utf8');
  const [before, after] = [text.split(START)[0]!, text.split(END)[1]!];
  const sections = paperNames.map(sectionOf).join('\n\n');
  const expected = `${before}${START}\n\n${sections}\n\n${END}${after}`;
  await expect(expected).toMatchFileSnapshot('../../../docs/claims.md');
});
