import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';

/** A structured log: `log.info({ step: 100 }, 'measured')`. */
export type Log = Logger;

/** Where the readable copy of a log goes. */
export interface LogConsole {
  readonly stream: NodeJS.WritableStream;
  readonly colour: boolean;
}

function readable({ stream, colour }: LogConsole): DestinationStream {
  return pretty({
    destination: stream,
    sync: true,
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname,seed,run',
    hideObject: true,
    messageFormat: '{msg}',
  });
}

/**
 * A log that appends every line to `file` as JSON and, from level info on, prints it to the console.
 * Both are written at once: nothing is lost when the process dies.
 */
export function openLog(file: string, console: LogConsole): Log {
  return pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream([
      { level: 'info', stream: readable(console) },
      { level: 'debug', stream: pino.destination({ dest: file, sync: true, append: true }) },
    ]),
  );
}
