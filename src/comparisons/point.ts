import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backend } from '../backends/backend.ts';
import { CheckpointError } from '../core/run-errors.ts';
import { StoppedError } from '../core/stop-errors.ts';
import { mapNamed, stripPrefix } from '../core/named.ts';
import type { Named } from '../core/named.ts';
import type { InitialValue } from '../core/shapes.ts';
import { assertShape } from '../core/shapes.ts';
import { initialParameters, parameterShapes } from '../models/parameters.ts';
import { assertFinite, ElboHistory } from '../training/divergence.ts';
import { Pace } from '../training/pace.ts';
import type { ResolvedRun } from '../training/resolved-run.ts';
import { KL_WEIGHT } from '../training/train-step.ts';
import { Trainer } from '../training/trainer.ts';

/** The parameters at which estimators are compared: a point of training, frozen. */
export interface FrozenPoint {
  readonly run: ResolvedRun;
  /** Steps taken until there. */
  readonly step: number;
  readonly parameters: Named<InitialValue>;
  /** The variables of the estimator that trained until there; none at the start. */
  readonly estimatorState: Named<InitialValue>;
  /** The weight of the KL divergence at this step, during a warm-up. */
  readonly klWeight: number | undefined;
}

function pointOf(run: ResolvedRun, step: number, state: Named<InitialValue>): FrozenPoint {
  return {
    run,
    step,
    parameters: stripPrefix(state, 'parameters'),
    estimatorState: stripPrefix(state, 'estimator'),
    klWeight: run.scheduled[KL_WEIGHT]?.(Math.max(1, step)),
  };
}

/** The parameters before the first step. */
export function startingPoint(run: ResolvedRun): FrozenPoint {
  const trainMean = Float32Array.from(run.dataset.trainMean);
  const parameters = initialParameters(run.model, trainMean, run.seed);
  return {
    ...pointOf(run, 0, {}),
    parameters,
  };
}

/**
 * The parameters of a checkpoint.
 *
 * @throws CheckpointError when they are not those of the run's model.
 */
export function checkpointPoint(
  run: ResolvedRun,
  step: number,
  state: Named<InitialValue>,
): FrozenPoint {
  const point = pointOf(run, step, state);
  mapNamed(parameterShapes(run.model), (shape, name) => {
    const value = point.parameters[name];
    if (value === undefined) {
      throw new CheckpointError(`The checkpoint has no ${name}: it is not one of this model.`);
    }
    assertShape(`The checkpoint's ${name}`, value, shape);
  });
  return point;
}

/** The state of training after some of the steps to a point. */
export interface PartOfTraining {
  readonly step: number;
  readonly state: Named<InitialValue>;
}

/** How a point is trained. */
export interface PointTraining {
  readonly signal?: AbortSignal;
  readonly observe?: (step: number) => void;
  /** Goes on from here instead of from the start. */
  readonly from?: PartOfTraining | undefined;
  /** Keeps the state of training: after steps that are `due`, and before training stops by the signal. */
  readonly keep?:
    | { readonly due: (step: number) => boolean; readonly write: (part: PartOfTraining) => void }
    | undefined;
}

/**
 * Trains for as many steps as the run has, without measurements.
 *
 * @throws StoppedError when `signal` aborted before the last step; DivergedError.
 */
export async function trainedPoint(
  run: ResolvedRun,
  backend: Backend,
  { signal, observe, from, keep }: PointTraining,
): Promise<FrozenPoint> {
  const { steps } = run.config;
  const trainer = new Trainer(run, backend, from?.state);
  const history = new ElboHistory();
  const pace = new Pace(run.config, keep?.due);
  try {
    let step = from?.step ?? 0;
    while (step < steps) {
      const started = performance.now();
      const elbos = await trainer.steps(step + 1, pace.count(step));
      pace.took((performance.now() - started) / 1000 / elbos.length);
      for (const elbo of elbos) {
        step += 1;
        assertFinite(step, { elbo }, run.config, history);
        history.add({ step, elbo });
      }
      observe?.(step);
      await nextTurn();
      // What comes after the training looks at the signal, too.
      if (step === steps) break;
      const stops = signal?.aborted === true;
      if (keep !== undefined && (stops || keep.due(step))) {
        keep.write({ step, state: await trainer.readState() });
      }
      if (stops) throw new StoppedError(String(signal.reason));
    }
    return pointOf(run, steps, await trainer.readState());
  } finally {
    trainer.dispose();
  }
}

/** SHA-256 of the parameters: which point it is. */
export function checksumOf({ parameters }: FrozenPoint): string {
  const hash = createHash('sha256');
  for (const [name, { values }] of Object.entries(parameters)) {
    hash.update(name);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
