/** Told what a user should know, in a sentence or more. */
type WarningWitness = (text: string) => void;

const witnesses: WarningWitness[] = [];

/**
 * Lets who keeps records have the warnings of what runs below, until it stops.
 *
 * @returns what stops it.
 */
export function witnessWarnings(witness: WarningWitness): () => void {
  witnesses.push(witness);
  return () => {
    witnesses.splice(witnesses.indexOf(witness), 1);
  };
}

/**
 * Tells those who keep records; as a warning of Node.js where nobody does.
 *
 * @param code - as Node.js shows it: `W_FALLBACK`.
 */
export function warnUser(text: string, code: string): void {
  if (witnesses.length === 0) process.emitWarning(text, { type: 'VaeBenchWarning', code });
  for (const witness of witnesses) witness(text);
}
