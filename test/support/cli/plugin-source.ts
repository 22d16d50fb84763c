/** The members of an estimator as JavaScript expressions. */
type Members = Readonly<Record<string, string>>;

const complete: Members = {
  name: '"plugged"',
  title: '"Plugged"',
  reference: '"test"',
  summary: '"an estimator of a test"',
  unbiased: 'false',
  cost: '"0"',
  evaluations: '() => 0',
  noise: '() => ({})',
  // Tensors have the operations as methods, so that a module needs no import.
  gradient: '({ logits }) => ({ gradient: logits.mul(0) })',
};

/**
 * The text of a module whose default export is an estimator; `changes` replace or add members. A run calls
 * `gradient` twice before its first step, to see that it repeats itself: count steps from -2.
 */
export function pluginSource(changes: Members = {}): string {
  const members = Object.entries({ ...complete, ...changes });
  return `export default { ${members.map(([key, value]) => `${key}: ${value}`).join(', ')} };\n`;
}
