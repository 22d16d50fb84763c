import type { Exclusion } from '../exclusions.ts';

/** WebGPU Shading Language, "Differences from IEEE-754": implementations may assume that no NaN and no infinity is there. */
const NO_NAN = 'Shaders may assume that there is no NaN.';
/** The same, "Floating Point Accuracy": an absolute error of 2⁻¹¹ between −π and π, and no bound beyond. */
const TRIGONOMETRY = 'Shaders’ sines and cosines may be off by 2⁻¹¹.';
/** On the CPU, too, where the graphs are a program's; outside of programs the backend looks for NaN. */
const EXTREMES = 'Programs take whatever extremes of NaN the device gives.';

const lacking = (kernel: string, ...specs: readonly string[]): Exclusion => ({
  kernel,
  reason: NO_NAN,
  specs,
});

/** Specs that fail on WebGPU alone. */
export const webGpuExclusions: readonly Exclusion[] = [
  lacking('Acosh', 'acosh propagates NaNs', 'acosh NaN outside function domain'),
  lacking('Asinh', 'asinh propagates NaNs'),
  lacking('Atanh', 'atanh propagates NaNs', 'atanh NaN outside function domain'),
  lacking(
    'Log',
    'log log propagates NaNs',
    'log negtive values',
    'logLoss 1D - Check for negative values',
  ),
  lacking('Log1p', 'log1p log1p propagates NaNs'),
  lacking('Pow', 'pow negative base and fract exponent NaN'),
  lacking('Sigmoid', 'sigmoid propagates NaNs'),
  lacking('Softmax', 'softmax Propagates NaNs'),
  { kernel: 'Max', reason: EXTREMES, specs: ['max return NaNs'] },
  { kernel: 'Min', reason: EXTREMES, specs: ['min return NaNs'] },
  {
    kernel: 'Cos',
    reason: TRIGONOMETRY,
    specs: ['tan gradients: Tensor2D'],
  },
  {
    kernel: 'Sin',
    reason: TRIGONOMETRY,
    specs: ['cos gradients: Scalar', 'cos gradient with clones'],
  },
];
