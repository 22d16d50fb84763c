import { arm } from './arm.ts';
import { arsPlus, arsPlusPublished } from './ars-plus.ts';
import { ars } from './ars.ts';
import { arsm, arsmPlus } from './arsm.ts';
import type { Estimator } from './contract.ts';
import { disarm } from './disarm.ts';
import { exact } from './exact.ts';
import type { EstimatorName } from './names.ts';
import { reinforceLoo } from './reinforce-loo.ts';
import { reinforce, reinforceBaseline } from './reinforce.ts';

/**
 * Every estimator that comes with vae-bench, by name. Command line, documentation and the contract
 * tests derive from this table.
 */
export const estimators = {
  exact,
  reinforce,
  'reinforce+baseline': reinforceBaseline,
  'reinforce-loo': reinforceLoo,
  arm,
  disarm,
  ars,
  'ars+': arsPlus,
  'ars+published': arsPlusPublished,
  arsm,
  'arsm+': arsmPlus,
} as const satisfies Readonly<Record<EstimatorName, Estimator>>;
