import type { Schedule } from '../optimisers/schedules/schedule.ts';

/** Settings of the warm-up. */
export interface KlWarmupSettings {
  /** Steps N in which the weight rises; 0: there is no warm-up. */
  readonly klWarmupSteps: number;
  /** Weight of the first step. */
  readonly klWeightStart: number;
}

/**
 * The weight β of the KL divergence in the training objective E_q[log p(x | z)] − β KL(q(z | x) ‖ p(z))
 * (Bowman et al. 2016; Sønderby et al. 2016): from β_1 on linearly, β_1 + (1 − β_1) (t − 1) / N in step t ≤ N,
 * and then 1.
 *
 * @returns undefined when it is 1 in every step.
 */
export function klWarmup({
  klWarmupSteps: steps,
  klWeightStart: start,
}: KlWarmupSettings): Schedule | undefined {
  if (steps === 0) return undefined;
  return (step) => (step > steps ? 1 : start + ((1 - start) * (step - 1)) / steps);
}
