import { PluginError } from '../core/estimator-errors.ts';
import { changesSince } from './plugin-globals.ts';
import type { SharedState } from './plugin-globals.ts';

/** Changes that a message lists. */
const SHOWN = 5;

/**
 * @param when - `while it is imported`.
 * @throws PluginError when something that all share is not what it was.
 */
export function assertUnchanged(file: string, before: SharedState, when: string): void {
  const changes = changesSince(before);
  if (changes.length === 0) return;
  const more = changes.length > SHOWN ? ` and ${changes.length - SHOWN} more` : '';
  throw new PluginError(
    file,
    `changes what all estimators share ${when}: ${changes.slice(0, SHOWN).join(', ')}${more}. Numbers ` +
      'would depend on which plugins are loaded. Keep such changes inside the plugin; set variables of ' +
      'the environment before vae-bench starts.',
  );
}

/**
 * Makes `process.exit` an error, so that the run ends as runs do that fail.
 *
 * @returns what allows it again.
 */
export function forbidExit(file: string, when: string): () => void {
  const exit = Reflect.get<NodeJS.Process, 'exit'>(process, 'exit');
  process.exit = (code) => {
    throw new PluginError(
      file,
      `calls process.exit(${code ?? ''}) ${when}. Throw an error instead; its message is shown and ` +
        'written to run.json.',
    );
  };
  return () => {
    process.exit = exit;
  };
}

/**
 * Makes `Math.random` an error, on which the random tensors of TensorFlow.js rest that have no seed.
 *
 * @returns what allows it again.
 */
export function forbidRandom(file: string, when: string): () => void {
  const { random } = Math;
  Math.random = () => {
    throw new PluginError(
      file,
      `draws random numbers of its own ${when}, by Math.random or a random tensor of TensorFlow.js. Such ` +
        'runs could not be repeated or resumed. Ask for uniform numbers by `noise`, and in initialState ' +
        'take them from its `random`.',
    );
  };
  return () => {
    Math.random = random;
  };
}
