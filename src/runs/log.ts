import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

/** A structured log: `log.info({ step: 100 }, 'measured')`. */
export type Log = Logger;

/** Where the readable copy of a log goes. */
export interface LogConsole {
  readonly write: (text: string) => void;
  readonly colour: boolean;
}

function readable({ write, colour }: LogConsole): DestinationStream {
  // The formatter alone: pino-pretty's stream would deliver lines after a progress bar is gone.
  const format = prettyFactory({
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname,seed,run',
    hideObject: true,
    messageFormat: '{msg}',
  });
  return {
    write: (line) => {
      write(format(line));
    },
  };
}

/** pino's number for errors. */
const ERROR_LEVEL = 50;

/** Errors end a run, and whoever runs it says why: they would be printed twice. */
function withoutErrors(stream: DestinationStream): DestinationStream {
  return {
    write: (line) => {
      const { level } = JSON.parse(line) as { level: number };
      if (level < ERROR_LEVEL) stream.write(line);
    },
  };
}

/**
 * A log that appends every line to `file` as JSON and, from info to warning, prints it to the console.
 * Both are written at once: nothing is lost when the process dies.
 */
export function openLog(file: string, console: LogConsole): Log {
  return pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream([
      { level: 'info', stream: withoutErrors(readable(console)) },
      { level: 'debug', stream: pino.destination({ dest: file, sync: true, append: true }) },
    ]),
  );
}
