import type { Graph } from '../graph.ts';
import { verifyGraph } from '../verify.ts';
import { dropExpands } from './broadcasts.ts';
import { foldConstants } from './fold-constants.ts';
import { multiplyLeadingSums } from './leading-sums.ts';
import { rewrite } from './rewrite.ts';
import type { Rule } from './rewrite.ts';
import { dropUnitFactors } from './unit-factors.ts';

/** What ONNX Runtime does not do itself, in the order in which one rule prepares the next. */
const rules: readonly Rule[] = [dropUnitFactors, dropExpands, multiplyLeadingSums];

/**
 * Makes a traced graph faster without changing what it computes, up to the rounding of sums; every pass
 * leaves dead code out, and its result is verified.
 *
 * @param ofDevice - rules for what the device lacks.
 * @throws GraphError when a pass leaves a graph that is not sound.
 */
export async function optimise(graph: Graph, ofDevice: readonly Rule[] = []): Promise<Graph> {
  let current = await foldConstants(graph);
  verifyGraph(current);
  for (const rule of [...rules, ...ofDevice]) {
    current = rewrite(current, rule);
    verifyGraph(current);
  }
  return current;
}
