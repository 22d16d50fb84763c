import type { Claim } from '../findings/claim.ts';
import type { Finding, Verdict } from '../findings/judge.ts';
import { byClaim, byPaper, hasPairs, judgeAll, judgedMetrics } from '../findings/judged.ts';
import type { JudgedPaper } from '../findings/judged.ts';
import { inProse } from '../findings/papers.ts';
import { shownEffect, shownInterval } from '../format.ts';
import { metrics } from '../../metrics/table.ts';
import type { Panel } from '../panels.ts';
import {
  comparisonsTable,
  missingNotes,
  othersNotes,
  sourceNotes,
  tally,
  unjudgedNotes,
} from '../tables/findings.ts';
import { besideOneAnother } from './columns.ts';
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

/** Where a claim is judged. */
interface ClaimPlace {
  /** Settings and folder; empty when there are no others. */
  readonly place: string;
  readonly setting: string;
  readonly id: string;
}

function claimRows(
  claim: Claim,
  findings: readonly Finding[],
  { place, setting, id }: ClaimPlace,
): Html {
  const label = `Comparisons: ${claim.statement}${place === '' ? '' : `, ${place}`}`;
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
      ${tableBlock(label, table, comparisonsTable(setting, claim, findings))}
      ${notes(missingNotes(findings.flatMap(({ checks }) => checks)))}
    </details>
  </article>`;
}

/** The verdicts on one paper's claims. */
function paperRows(judged: JudgedPaper, { place, setting, id }: ClaimPlace): Html {
  const where = place === '' ? '' : ` (${place})`;
  return html`<h3>${inProse(judged.paper)}${where}</h3>
    ${byClaim(judged.findings).map(([claim, about], at) =>
      claimRows(claim, about, { place, setting, id: `${id}-${at}` }),
    )}
    ${notes(unjudgedNotes(judged))}`;
}

/** The verdicts of one folder. */
function folderRows(panels: readonly Panel[], folder: string, at: number): Html[] {
  const all = judgeAll(panels, judgedMetrics).filter(({ findings }) => findings.length > 0);
  return all.map(({ setting, ...verdicts }, group) => {
    const place = [folder, setting].filter((part) => part !== '').join(', ');
    const { judged, others } = byPaper(verdicts);
    return html`${judged.map((paper) =>
      paperRows(paper, { place, setting, id: `claim-${at}-${group}-${paper.paper}` }),
    )}${notes(othersNotes(others))}`;
  });
}

/**
 * The verdicts on the papers' findings that there are pairs of runs for, and what they rest on; or nothing.
 *
 * @param folders - those that stand side by side; one without a name when all runs are shown together.
 */
export function findingsSection(
  folders: readonly { readonly name: string; readonly panels: readonly Panel[] }[],
): Html {
  const groups = folders.map(({ name, panels }, at) => folderRows(panels, name, at));
  if (groups.flat().length === 0) return html``;
  return html`<h2>Findings of the papers</h2>
    <p>
      What the papers found, judged by these runs at their length; those of Dong, Mnih and Tucker
      (2021) took 10<sup>6</sup> steps. Effects are means over pairs of runs with the same seed:
      differences in nats, and ratios of variances. A comparison holds when its 95 % confidence
      interval (Student's t) lies on the side that the paper claims, and is undecided when the
      interval has both sides; below two pairs there is not enough data. A finding holds when all
      its comparisons do. Where conditions differ, runs that contradict a paper do not refute it.
    </p>
    ${besideOneAnother(groups.map((one) => html`<div>${one}</div>`))}`;
}
