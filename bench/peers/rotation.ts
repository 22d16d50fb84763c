import { setTimeout as pause } from 'node:timers/promises';

/** What the rotation needs of a contender. */
export interface Runner {
  readonly description: string;
  warmUp(steps: number): Promise<number>;
  run(steps: number): Promise<number[]>;
  processorSeconds(): number;
}

/** What was measured of one contender. */
export interface Measured {
  readonly name: string;
  readonly description: string;
  /** Compilation and the untimed first steps. */
  readonly warmUpSeconds: number;
  /** Milliseconds of every step, round by round. */
  readonly rounds: readonly (readonly number[])[];
  /** Processor time it used while others ran, as a share of their time; NaN where unknown. */
  readonly idleLoad: number;
}

/** How long and how often each contender runs. */
export interface Schedule {
  readonly rounds: number;
  readonly stepsPerRound: number;
  readonly warmUpSteps: number;
  /** Before every turn: thread pools keep spinning for a moment after their last step. */
  readonly pauseMilliseconds: number;
}

/** What came of a rotation. */
export interface Outcome {
  readonly measured: readonly Measured[];
  /** The errors of contenders that gave up, by name. */
  readonly failed: ReadonlyMap<string, Error>;
}

interface Lane {
  readonly name: string;
  readonly runner: Runner;
  readonly rounds: number[][];
  warmUpSeconds: number;
  idleSeconds: number;
  /** Seconds that others ran while this one was idle. */
  watchedSeconds: number;
}

/**
 * Lets contenders take turns, round after round, so that a machine that grows faster or slower hits all
 * alike. One runs at a time; every second round goes backwards. One that fails is left out from then on.
 */
export async function rotate(
  contenders: ReadonlyMap<string, Runner>,
  schedule: Schedule,
  report: (text: string) => void,
): Promise<Outcome> {
  const failed = new Map<string, Error>();
  let lanes = [...contenders].map(([name, runner]): Lane => ({
    ...{ name, runner, rounds: [] },
    ...{ warmUpSeconds: 0, idleSeconds: 0, watchedSeconds: 0 },
  }));
  const attempt = async (lane: Lane, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      failed.set(lane.name, error as Error);
      lanes = lanes.filter((other) => other !== lane);
    }
  };
  for (const lane of lanes) {
    report(`warm-up: ${lane.name}`);
    await attempt(lane, async () => {
      lane.warmUpSeconds = await lane.runner.warmUp(schedule.warmUpSteps);
    });
  }
  for (let round = 1; round <= schedule.rounds; round += 1) {
    for (const lane of round % 2 === 1 ? lanes : lanes.toReversed()) {
      report(`round ${round} of ${schedule.rounds}: ${lane.name}`);
      await pause(schedule.pauseMilliseconds);
      await attempt(lane, () => takeTurn(lane, lanes, schedule.stepsPerRound));
    }
  }
  return { measured: lanes.map(measurementOf), failed };
}

/** Runs one contender, and watches that the others rest. */
async function takeTurn(lane: Lane, lanes: readonly Lane[], steps: number): Promise<void> {
  const others = lanes
    .filter((other) => other !== lane)
    .map((other) => ({ other, before: other.runner.processorSeconds() }));
  const milliseconds = await lane.runner.run(steps);
  lane.rounds.push(milliseconds);
  const seconds = milliseconds.reduce((sum, value) => sum + value, 0) / 1000;
  for (const { other, before } of others) {
    other.idleSeconds += other.runner.processorSeconds() - before;
    other.watchedSeconds += seconds;
  }
}

function measurementOf(lane: Lane): Measured {
  const { name, runner, warmUpSeconds, rounds, idleSeconds, watchedSeconds } = lane;
  const idleLoad = idleSeconds / watchedSeconds;
  return { name, description: runner.description, warmUpSeconds, rounds, idleLoad };
}
