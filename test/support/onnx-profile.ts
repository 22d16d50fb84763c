type TypedShapes = readonly Readonly<Record<string, readonly number[]>>[];

/** The part of an event of ONNX Runtime's profile that tells where a node ran. */
interface Event {
  readonly cat: string;
  readonly args: {
    readonly op_name?: string;
    readonly provider?: string;
    /** Element type and shape of each: `[{ "float": [2, 3] }]`. */
    readonly input_type_shape?: TypedShapes;
    readonly output_type_shape?: TypedShapes;
  };
}

/** A node that ran. */
export interface RanNode {
  readonly operator: string;
  /** ONNX Runtime's name: `CPUExecutionProvider`. */
  readonly provider: string;
  /** Element types of its inputs, by ONNX Runtime's names: `float`. */
  readonly inputs: readonly string[];
  /** Element types of its results. */
  readonly outputs: readonly string[];
}

const types = (values: TypedShapes) => values.flatMap((value) => Object.keys(value));

/** The nodes that ran, by the profile that a session wrote. */
export function ranNodes(profile: string): RanNode[] {
  return (JSON.parse(profile) as Event[]).flatMap(({ cat, args }) => {
    const { op_name: operator, provider, input_type_shape = [], output_type_shape = [] } = args;
    if (cat !== 'Node' || operator === undefined || provider === undefined) return [];
    return [
      { operator, provider, inputs: types(input_type_shape), outputs: types(output_type_shape) },
    ];
  });
}
