import type { Claim } from '../findings/claim.ts';
import type { Finding, Verdict } from '../findings/judge.ts';
import { byClaim, byPaper, hasPairs, judgeAll, judgedMetrics } from '../findings/judged.ts';
import type { JudgedPaper } from '../findings/judged.ts';
import { inProse } from '../findings/papers.ts';
import { shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Panel } from '../series.ts';
import {
  comparisonsTable,
  missingNotes,
  othersNotes,
  sourceNotes,
  tally,
  unjudgedNotes,
} from '../tables/findings.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableBlock } from './table-block.ts';

const className = {
  holds: 'yes',
  'does not hold': 'no',
  undecided: 'open',
  'not enough data': 'open',
} as const satisfies Record<Verdict, string>;

const verdict = ({ verdict: text }: Pick<Finding, 'verdict'>) =>
  html`<span class="verdict ${className[text]}">${text}</span>`;

function comparisons(findings: readonly Finding[]): Html[] {
  return findings.flatMap(({ metric, checks }) =>
    checks.filter(hasPairs).map(
      (check) =>
        html`<tr>
          <td>${metrics[metric].title}</td>
          <td>${check.where}</td>
          <td>${check.what}</td>
          <td class="number">${shownEffect(check)}</td>
          <td class="number">${shownInterval(check)}</td>
          <td class="number">${check.n}</td>
          <td class="number">${check.step}</td>
          <td>${verdict(check)}</td>
        </tr>`,
    ),
  );
}

function notes(texts: readonly string[]): Html {
  if (texts.length === 0) return html``;
  return html`<ul class="notes">
    ${texts.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}

function claimRows(setting: string, claim: Claim, findings: readonly Finding[], id: string): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">metric</th>
        <th scope="col">where</th>
        <th scope="col">comparison</th>
        <th scope="col" class="number">effect</th>
        <th scope="col" class="number">95 % interval</th>
        <th scope="col" class="number">pairs</th>
        <th scope="col" class="number">step</th>
        <th scope="col">verdict</th>
      </tr>
    </thead>
    <tbody>
      ${comparisons(findings)}
    </tbody>
  </table>`;
  return html`<article>
    <h4>${claim.statement}</h4>
    ${sourceNotes(claim).map((text) => html`<p class="source">${text}</p>`)}
    <ul class="verdicts">
      ${findings.map(
        (finding) =>
          html`<li>
            ${metrics[finding.metric].title}: ${verdict(finding)}
            <span class="tally">(comparisons: ${tally(finding)})</span>
          </li>`,
      )}
    </ul>
    <details id="${id}">
      <summary>Comparisons</summary>
      ${tableBlock(`Comparisons: ${claim.statement}`, table, comparisonsTable(setting, claim, findings))}
      ${notes(missingNotes(findings.flatMap(({ checks }) => checks)))}
    </details>
  </article>`;
}

/** The verdicts on one paper's claims; `id` begins the ids of what belongs to them. */
function paperRows(setting: string, judged: JudgedPaper, id: string): Html {
  const where = setting === '' ? '' : ` (${setting})`;
  return html`<h3>${inProse(judged.paper)}${where}</h3>
    ${byClaim(judged.findings).map(([claim, about], at) => claimRows(setting, claim, about, `${id}-${at}`))}
    ${notes(unjudgedNotes(judged))}`;
}

/** The verdicts on the papers' findings that there are pairs of runs for, and what they rest on; or nothing. */
export function findingsSection(panels: readonly Panel[]): Html {
  const all = judgeAll(panels, judgedMetrics).filter(({ findings }) => findings.length > 0);
  if (all.length === 0) return html``;
  const groups = all.map(({ setting, ...verdicts }, group) => {
    const { judged, others } = byPaper(verdicts);
    return html`${judged.map((paper) =>
      paperRows(setting, paper, `claim-${group}-${paper.paper}`),
    )}${notes(othersNotes(others))}`;
  });
  return html`<h2>Findings of the papers</h2>
    <p>
      What the papers found, judged by these runs at their length; those of Dong, Mnih and Tucker
      (2021) took 10<sup>6</sup> steps. Effects are means over pairs of runs with the same seed:
      differences in nats, and ratios of variances. A comparison holds when its 95 % confidence
      interval (Student's t) lies on the side that the paper claims, and is undecided when the
      interval has both sides; below two pairs there is not enough data. A finding holds when all
      its comparisons do. Where conditions differ, runs that contradict a paper do not refute it.
    </p>
    ${groups}`;
}
