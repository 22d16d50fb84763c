import type { Config } from '../config/schema.ts';
import { settings } from '../config/settings.ts';
import { DivergedError } from '../core/run-errors.ts';
import type { Named } from '../core/named.ts';
import { estimatorRows } from '../estimators/table.ts';
import { createSchedule } from '../optimisers/schedules/table.ts';

/** How many times its default a learning rate may be before it is the first suspect. */
const FAST = 10;
/** An ε so much below Adam's usual 10⁻⁸ lets gradients too small to be squared in float32 take huge steps. */
const TINY_EPSILON = 1e-12;
/** How many times lower the ELBO has to be than at first to have fallen gradually. */
const FALLEN = 2;

/** The ELBO of a step. */
interface Point {
  readonly step: number;
  readonly elbo: number;
}

/** The first ELBO that this start saw, and the last one that was finite. */
export class ElboHistory {
  first: Point | undefined;
  last: Point | undefined;

  add(point: Point): void {
    this.first ??= point;
    this.last = point;
  }
}

const defaults = new Map(settings().map(({ path, defaultValue }) => [path, defaultValue]));

/** Learning rates far above their defaults, the farthest first. */
function fastRates({ optimiser }: Config): string[] {
  const rates = ['encoderLearningRate', 'decoderLearningRate', 'priorLearningRate'] as const;
  return rates
    .map((name) => {
      const usual = defaults.get(`optimiser.${name}`) as number;
      return { name, value: optimiser[name], times: optimiser[name] / usual };
    })
    .filter(({ times }) => times >= FAST)
    .sort((one, other) => other.times - one.times)
    .map(
      ({ name, value, times }) =>
        `optimiser.${name} is ${value}, ${Number(times.toPrecision(2))} times the default: lower it`,
    );
}

/** What of a configuration makes training diverge, in the order of how likely that is; as clauses. */
function suspects(config: Config, step: number): string[] {
  const { optimiser, model, steps } = config;
  const found: string[] = [];
  if ('epsilon' in optimiser && optimiser.epsilon < TINY_EPSILON) {
    const usual = String(defaults.get('optimiser.epsilon'));
    found.push(
      `optimiser.epsilon is ${optimiser.epsilon}, too small for gradients near 0; the default is ${usual}`,
    );
  }
  found.push(...fastRates(config));
  const factor = createSchedule(optimiser.schedule, steps)?.(step) ?? 1;
  if (factor >= FAST) {
    const times = Number(factor.toPrecision(2));
    found.push(`optimiser.schedule has multiplied the learning rates by ${times}: let them fall`);
  }
  if (optimiser.name === 'momentum' && optimiser.momentum > 0.99) {
    const times = Number((1 / (1 - optimiser.momentum)).toPrecision(2));
    found.push(
      `optimiser.momentum is ${optimiser.momentum}, which makes steps up to ${times} times as long: lower it`,
    );
  }
  // Not all models have it.
  const { leakySlope = 0 } = model as { readonly leakySlope?: number };
  if (leakySlope > 1) {
    found.push(`model.leakySlope is ${leakySlope}: above 1, values grow from layer to layer`);
  }
  return found;
}

/** The gradient itself, where no setting stands out. */
function estimatorAdvice({ estimator, optimiser }: Config): string {
  const rate = `optimiser.encoderLearningRate, which is ${optimiser.encoderLearningRate}`;
  if (Object.hasOwn(estimatorRows, estimator)) {
    return (
      `no setting stands out. Look at grad_variance in metrics.csv: if it grows, take an estimator of ` +
      `smaller variance than ${estimator}, or more samples; otherwise lower ${rate}`
    );
  }
  return (
    `no setting stands out, and ${estimator} comes from a plugin: check its gradient with ` +
    `\`vae-bench verify --estimator ${estimator}\`; if it is sound, lower ${rate}`
  );
}

/** What to do about a run that diverged: by its settings, and by how the ELBO went before. */
function advice(config: Config, step: number, { first, last }: ElboHistory): string {
  const nats = (point: Point) => `${Number(point.elbo.toPrecision(5))} at step ${point.step}`;
  const found = suspects(config, step);
  if (first === undefined || last === undefined) {
    const remedy = found.length > 0 ? found.join('; ') : estimatorAdvice(config);
    return `No step before it had a finite ELBO: ${remedy}.`;
  }
  const fell = last.elbo < FALLEN * first.elbo && first.elbo < 0;
  const went = fell
    ? `The ELBO fell from ${nats(first)} to ${nats(last)}, so steps are too long`
    : `The ELBO was still ${nats(last)}`;
  if (found.length > 0) return `${went}: ${found.join('; ')}.`;
  if (!fell) return `${went}: ${estimatorAdvice(config)}.`;
  const { encoderLearningRate, decoderLearningRate } = config.optimiser;
  return `${went}: lower the learning rates (encoder ${encoderLearningRate}, decoder ${decoderLearningRate}).`;
}

/** @throws DivergedError for the first value that is not finite, with what to do about it. */
export function assertFinite(
  step: number,
  values: Named<number>,
  config: Config,
  history: ElboHistory,
): void {
  for (const [metric, value] of Object.entries(values)) {
    if (Number.isFinite(value)) continue;
    throw new DivergedError(step, metric, value, advice(config, step, history));
  }
}
