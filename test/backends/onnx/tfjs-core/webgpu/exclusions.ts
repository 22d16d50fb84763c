import type { Exclusion } from '../exclusions.ts';

/**
 * "Implementations may assume that overflow, infinities, and NaNs are not present during shader execution": WebGPU Shading
 * Language, section 15.7.2, differences from IEEE-754.
 */
const NO_NAN = 'Shaders may assume that there is no NaN.';
/** The same document, section 15.7.4: 2⁻¹¹ between −π and π, and no bound beyond. */
const TRIGONOMETRY = 'Shaders’ sines and cosines may be off by 2⁻¹¹.';

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
  lacking('Max', 'max return NaNs'),
  lacking('Min', 'min return NaNs'),
  lacking('Pow', 'pow negative base and fract exponent NaN'),
  lacking('Sigmoid', 'sigmoid propagates NaNs'),
  lacking('Softmax', 'softmax Propagates NaNs'),
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
