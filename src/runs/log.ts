import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { appendWhole } from '../core/durable-files.ts';
import type { FileSystem } from '../core/file-system.ts';
import { printableLines } from '../core/printable.ts';

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
    messageFormat: ({ msg }) => printableLines(String(msg)),
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

/** The end of the file; every line is there as a whole, or not at all. */
function toFile(fs: FileSystem, path: string): DestinationStream {
  return {
    write: (line) => {
      appendWhole(fs, { path, durable: false }, Buffer.from(line));
    },
  };
}

/**
 * A log that appends every line to `file` as JSON and, from info to warning, prints it to the console.
 * Both are written at once: nothing is lost when the process dies. Logging throws a FileError when the
 * file cannot be written.
 */
export function openLog(fs: FileSystem, file: string, console: LogConsole): Log {
  return pino(
    { level: 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream([
      { level: 'info', stream: withoutErrors(readable(console)) },
      { level: 'debug', stream: toFile(fs, file) },
    ]),
  );
}
