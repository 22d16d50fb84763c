import { z } from 'zod';
import { count } from '../../core/fields.ts';

/** A whole number of at least 1, from a command line. */
export const wholeNumber = () =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number of at least 1' })
    .transform(Number)
    .pipe(count());

/** A word without spaces: part of a line of a batch script, where a line break would start another one. */
export const word = () => z.string().regex(/^[^\s]+$/, { error: 'must be one word' });

/** A time in seconds, above zero. */
export const seconds = () =>
  z
    .string()
    .transform(Number)
    .pipe(
      z.number({ error: 'must be a number of seconds' }).positive({ error: 'must be above 0' }),
    );
