import { printableLines } from '../../../core/printable.ts';
import type { LaunchObserver, Outcome } from '../../../sweeps/launchers/contract.ts';
import type { Plan, PlannedRun } from '../../../sweeps/plan.ts';
import { duration } from '../../../core/quantities.ts';
import { LiveView, roomOf } from '../../terminal/live-view.ts';
import { Board } from './board.ts';

/** Shows the progress of a sweep. */
export interface SweepDisplay extends LaunchObserver {
  stop(): void;
}

/** Milliseconds between two drawings of the table, and between two lines elsewhere. */
const REDRAW = 1000;
const HEARTBEAT = 60_000;

function endLine(board: Board, outcome: Outcome): string {
  const seconds = board.ended(outcome);
  const { run, state, reason } = outcome;
  const why = reason === null ? '' : `: ${reason}`;
  return `[${board.progress}] ${state} ${run.directory} after ${duration(seconds)}${why}`;
}

/** A line per event, and one now and then on the whole, for pipes and log files. */
function plainDisplay(stream: NodeJS.WriteStream, board: Board): SweepDisplay {
  const print = (text: string): void => {
    stream.write(`${printableLines(text)}\n`);
  };
  const timer = setInterval(() => {
    print(board.headline);
  }, HEARTBEAT);
  return {
    note: print,
    started: (run) => {
      board.started(run);
      print(`[${board.progress}] started ${run.directory}`);
    },
    paused: (run) => {
      board.paused(run);
      print(`[${board.progress}] paused ${run.directory} at a checkpoint`);
    },
    ended: (outcome) => {
      print(endLine(board, outcome));
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** A table that is drawn over and over, for terminals; runs that ended stay above it. */
function liveDisplay(stream: NodeJS.WriteStream, board: Board): SweepDisplay {
  const view = new LiveView(stream);
  const draw = (): void => {
    view.draw(board.table(roomOf(stream).columns));
  };
  const print = (text: string): void => {
    view.print(printableLines(text));
    draw();
  };
  const timer = setInterval(draw, REDRAW);
  return {
    note: print,
    started: (run) => {
      board.started(run);
      draw();
    },
    paused: (run) => {
      board.paused(run);
      print(`paused ${run.directory} at a checkpoint`);
    },
    ended: (outcome) => {
      print(endLine(board, outcome));
    },
    stop: () => {
      clearInterval(timer);
      view.clear();
      view.stop();
    },
  };
}

/** On standard error. */
export function showSweep(plan: Plan, pending: readonly PlannedRun[], jobs: number): SweepDisplay {
  const board = new Board(plan, pending, jobs);
  const { stderr } = process;
  return stderr.isTTY ? liveDisplay(stderr, board) : plainDisplay(stderr, board);
}
