import { byClaim, hasPairs, judgeAll, judgedMetrics } from '../findings/judge.ts';
import type { Finding, Verdict } from '../findings/judge.ts';
import type { Claim } from '../findings/claims.ts';
import { shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Panel } from '../series.ts';
import { comparisonsTable, missingNotes, tally, unjudgedNotes } from '../tables/findings.ts';
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
    <h3>${claim.statement}</h3>
    <p class="source">Dong, Mnih, Tucker 2021, ${claim.source}</p>
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

/** The verdicts on the paper's findings that there are pairs of runs for, and what they rest on; or nothing. */
export function findingsSection(panels: readonly Panel[]): Html {
  const judged = judgeAll(panels, judgedMetrics).filter(({ findings }) => findings.length > 0);
  if (judged.length === 0) return html``;
  const groups = judged.map((one, group) => {
    const { setting, findings } = one;
    const heading = setting === '' ? html`` : html`<h3>${setting}</h3>`;
    return html`${heading}${byClaim(findings).map(([claim, about], at) =>
      claimRows(setting, claim, about, `claim-${group}-${at}`),
    )}${notes(unjudgedNotes(one))}`;
  });
  return html`<h2>Findings of the paper</h2>
    <p>
      What Dong, Mnih and Tucker (2021) found, judged by these runs at their length; the paper's
      took 10<sup>6</sup> steps. Effects are means over pairs of runs with the same seed:
      differences in nats, and ratios of variances. A comparison holds when its 95 % confidence
      interval (Student's t) lies on the side that the paper claims, and is undecided when the
      interval has both sides; below two pairs there is not enough data. A finding holds when all
      its comparisons do.
    </p>
    ${groups}`;
}
