import protobuf from 'protobufjs';
import type { Named } from '../../core/named.ts';

/** The part of event.proto and summary.proto that is written here: names and numbers of their fields. */
const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      oneofs: { what: { oneof: ['fileVersion', 'summary', 'sessionLog'] } },
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      // A number that is 0 would not be written outside of a oneof.
      oneofs: { value: { oneof: ['simpleValue'] } },
      fields: { tag: { type: 'string', id: 1 }, simpleValue: { type: 'float', id: 2 } },
    },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
  },
});

const eventProto = root.lookupType('Event');

/** SessionLog.SessionStatus.START. */
const START = 1;

/**
 * What an event file begins with, as messages of the type tensorflow.Event: the version of the format, and
 * the start of a session at step 0, which makes a reader forget what other files told of the run.
 *
 * @param wallTime - seconds since 1970.
 */
export function openingEvents(wallTime: number): Uint8Array[] {
  return [
    eventProto.encode({ wallTime, fileVersion: 'brain.Event:2' }).finish(),
    eventProto.encode({ wallTime, step: 0, sessionLog: { status: START } }).finish(),
  ];
}

/** Numbers that were measured after a step. */
export interface Scalars {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** By tag; they are rounded to float32. */
  readonly values: Named<number>;
}

/**
 * Scalars as one message of the type tensorflow.Event, in the form `simple_value`: every version of
 * TensorBoard reads it.
 *
 * Source: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
 */
export function scalarsEvent({ wallTime, step, values }: Scalars): Uint8Array {
  const value = Object.entries(values).map(([tag, simpleValue]) => ({ tag, simpleValue }));
  return eventProto.encode({ wallTime, step, summary: { value } }).finish();
}
