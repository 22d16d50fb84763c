/** A graph that breaks a rule of ONNX: a mistake in a lowering or in a pass, never of a program. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}
