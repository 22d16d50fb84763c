import type * as tf from '@tensorflow/tfjs';

/** Lengths of a tensor's axes. */
export type Shape = readonly number[];

/** Values by name. */
export type Named<T> = Readonly<Record<string, T>>;

/**
 * A computation as a pure function of float32 tensors, written in TensorFlow.js operations: no clock,
 * no random generator, no reading of values. A backend may run it at once or trace and compile it.
 * Results of another type are cast to float32.
 */
export type Program = (inputs: Named<tf.Tensor>) => Named<tf.Tensor>;

/** A float32 array that a backend keeps where it computes. */
export interface DeviceArray {
  readonly shape: Shape;
  /** A copy of the values, row by row. */
  read(): Promise<Float32Array>;
  /** Gives the memory back; the array must not be used any more. */
  dispose(): void;
}

/** An argument of a compiled program: values from the host, or what an earlier run returned. */
export type Input = Float32Array<ArrayBuffer> | DeviceArray;

/**
 * Runs a program. Inputs stay usable; outputs belong to the caller, who disposes of them.
 *
 * @throws ShapeError when an input does not have the shape it was compiled for; TypeError when it is
 *   missing or belongs to another backend.
 */
export type CompiledProgram = (inputs: Named<Input>) => Promise<Record<string, DeviceArray>>;

/**
 * Shapes of the inputs of a program that is iterated, by name and by the part they play. No name may
 * play two parts.
 */
export interface LoopShapes {
  /** Handed from iteration to iteration: the program returns them under the same names. */
  readonly carried: Named<Shape>;
  /** Another slice for every iteration: the shape of one slice. */
  readonly sliced: Named<Shape>;
  /** The same for all iterations. */
  readonly fixed: Named<Shape>;
  /**
   * Lists of carried inputs, each in one list at most, that the program updates alike: element by element, by one formula. A
   * device may compute them as one array. What is said wrongly costs time and changes no result.
   */
  readonly alike?: readonly (readonly string[])[];
}

/** Arguments of an iterated program. */
export interface LoopInputs {
  /** At least 1. */
  readonly iterations: number;
  readonly carried: Named<Input>;
  /** The slices of all iterations, one after the other. */
  readonly sliced: Named<Float32Array<ArrayBuffer>>;
  readonly fixed: Named<Input>;
}

/** What an iterated program returns. */
export interface LoopOutputs {
  /** After the last iteration. */
  readonly carried: Record<string, DeviceArray>;
  /** Everything else that the program returns, of all iterations, one after the other. */
  readonly collected: Record<string, Float32Array>;
}

/**
 * Runs a program again and again: what an iteration returns under the name of a carried input is the
 * next one's input. Inputs stay usable; carried outputs belong to the caller.
 *
 * @throws ShapeError when an input or a carried output does not have the shape it was compiled for;
 *   TypeError when an input is missing or belongs to another backend, or the program does not return a
 *   carried value; RangeError for fewer than 1 iteration.
 */
export type CompiledLoop = (inputs: LoopInputs) => Promise<LoopOutputs>;

/** Something that runs programs. */
export interface Backend {
  /** `wasm`. */
  readonly name: string;
  /** One line for logs: `wasm: TensorFlow.js 4.22.0, CPU, 1 thread`. */
  readonly description: string;
  /** Threads that it computes with, where that is known. */
  readonly threads?: number;
  /** What identifies the GPU that it computes on among those of its kind, where that is known. */
  readonly gpu?: string;
  /**
   * Rows that a matrix product is best given at once, where that is not what a processor's cache holds: a device needs few
   * large operations.
   */
  readonly rowsAtOnce?: number;
  /**
   * Prepares a program for inputs of these shapes.
   *
   * @param inputShapes - the shape of every input, by name.
   */
  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram;
  /**
   * Prepares a program to be iterated; the results are those of single runs.
   *
   * @throws TypeError when two inputs share a name.
   */
  compileLoop(program: Program, shapes: LoopShapes): CompiledLoop;
}
