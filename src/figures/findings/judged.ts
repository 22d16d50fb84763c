import { metricRow, rankedMetrics } from '../../metrics/table.ts';
import type { RankedMetric } from '../../metrics/table.ts';
import type { Panel } from '../panels.ts';
import type { Claim } from './claim.ts';
import { claims } from './claims.ts';
import { judge } from './judge.ts';
import type { Check, Finding } from './judge.ts';
import { paperNames } from './papers.ts';
import type { PaperName } from './papers.ts';

/** The metrics that claims are judged in unless others are asked for. */
export const judgedMetrics = rankedMetrics.filter((name) => metricRow(name).shown);

/** Whether a comparison has a pair of runs to speak of. */
export const hasPairs = ({ n }: Check): boolean => n > 0;

/** What there is to say of claims. */
interface Verdicts {
  /** Those that at least one pair of runs speaks of, or would if it were clear which, in the order of the claims. */
  readonly findings: readonly Finding[];
  /** The claims that no pair speaks of, in any metric. */
  readonly unjudged: readonly Claim[];
}

/** What there is to say of the claims for panels that share their settings. */
export interface Judged extends Verdicts {
  readonly setting: string;
}

/** What there is to say of one paper's. */
export interface JudgedPaper extends Verdicts {
  readonly paper: PaperName;
}

/**
 * Every claim in every metric that it speaks of, for each group of panels that share their settings.
 *
 * @param names - the metrics that are asked for.
 * @param asked - the claims that are asked for.
 */
export function judgeAll(
  panels: readonly Panel[],
  names: readonly RankedMetric[],
  asked: readonly Claim[] = claims,
): Judged[] {
  const settings = [...new Set(panels.map(({ setting }) => setting))];
  const metricsOf = ({ metrics }: Claim) => names.filter((name) => metrics.includes(name));
  const about = asked.filter((claim) => metricsOf(claim).length > 0);
  return settings.map((setting) => {
    const alike = panels.filter((panel) => panel.setting === setting);
    const findings = about
      .flatMap((claim) => metricsOf(claim).map((metric) => judge(alike, claim, metric)))
      .filter(({ checks }) => checks.some((check) => hasPairs(check) || check.ambiguous));
    const judged = new Set(findings.map(({ claim }) => claim));
    return { setting, findings, unjudged: about.filter((claim) => !judged.has(claim)) };
  });
}

/** Findings by the claim that they judge, in the order of the claims. */
export function byClaim(findings: readonly Finding[]): (readonly [Claim, readonly Finding[]])[] {
  const judged = [...new Set(findings.map(({ claim }) => claim))];
  return judged.map((claim) => [claim, findings.filter((finding) => finding.claim === claim)]);
}

/** The same by paper: papers of which some claim has pairs of runs, and the names of the others. */
export function byPaper({ findings, unjudged }: Verdicts): {
  readonly judged: readonly JudgedPaper[];
  readonly others: readonly PaperName[];
} {
  const about = paperNames.filter((paper) =>
    [...findings.map(({ claim }) => claim), ...unjudged].some((claim) => claim.paper === paper),
  );
  const all = about.map((paper) => ({
    paper,
    findings: findings.filter(({ claim }) => claim.paper === paper),
    unjudged: unjudged.filter((claim) => claim.paper === paper),
  }));
  return {
    judged: all.filter((one) => one.findings.length > 0),
    others: all.filter((one) => one.findings.length === 0).map(({ paper }) => paper),
  };
}
