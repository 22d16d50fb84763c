import type { Claim } from './claim.ts';
import { controlVariates } from './claims/control-variates.ts';
import { coupledGradients } from './claims/coupled-gradients.ts';
import { coupledSamples } from './claims/coupled-samples.ts';
import { relaxations } from './claims/relaxations.ts';
import { scoreFunction } from './claims/score-function.ts';
import { paperNames } from './papers.ts';

/**
 * What the papers say of their estimators, in our words, with the place where they say or show it: in the order
 * of the papers.
 */
export const claims: readonly Claim[] = [
  ...coupledGradients,
  ...scoreFunction,
  ...controlVariates,
  ...relaxations,
  ...coupledSamples,
].toSorted((one, other) => paperNames.indexOf(one.paper) - paperNames.indexOf(other.paper));
