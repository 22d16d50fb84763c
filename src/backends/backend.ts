import type * as tf from '@tensorflow/tfjs';
import type { Named } from '../core/named.ts';
import type { Shape } from '../core/shapes.ts';

/**
 * A computation as a pure function of float32 tensors, written in TensorFlow.js operations: no clock,
 * no random generator, no reading of values. A backend may run it at once or trace and compile it.
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
 * @throws ShapeError when an input does not have the shape it was compiled for.
 */
export type CompiledProgram = (inputs: Named<Input>) => Promise<Record<string, DeviceArray>>;

/** Something that runs programs. */
export interface Backend {
  /** `wasm`. */
  readonly name: string;
  /** One line for logs: `wasm: TensorFlow.js 4.22.0, CPU, 1 thread`. */
  readonly description: string;
  /** Threads that it computes with, where that is known. */
  readonly threads?: number;
  /**
   * Prepares a program for inputs of these shapes.
   *
   * @param inputShapes - the shape of every input, by name.
   */
  compile(program: Program, inputShapes: Named<Shape>): CompiledProgram;
}
