import type { Comparison } from '../../run-files/comparison-file.ts';
import type { ComparedPoint } from '../compared.ts';
import { paperTheme } from './theme.ts';
import type { Theme } from './theme.ts';

/** How a figure of a comparison is drawn. */
export interface ComparisonFigure {
  /** `narrow` fits the screen of a phone. */
  readonly layout: 'wide' | 'narrow';
  readonly theme: Theme;
  /** Whether it says itself what it is about; a page has other places for that. */
  readonly titled: boolean;
}

/** The figures that `vae-bench compare` writes. */
export const comparisonFile: ComparisonFigure = {
  ...{ layout: 'wide', theme: paperTheme, titled: true },
};

/** What a part of the gradient is called. */
export const partTitle = (part: string): string =>
  part === 'logits' ? 'the logits (per image)' : part === 'encoder' ? 'the encoder' : part;

/** An estimator with its place by variance, from 1: the number leads to figures without room for names. */
export const numbered = ({ label }: ComparedPoint, at: number): string => `${at + 1} ${label}`;

/** Below 0.001 % there is nothing but rounding. */
const LEAST_BIAS = 1e-5;

/** A share of the gradient's norm in percent, as logarithmic axes show it. */
export const percentOf = (share: number): number => 100 * Math.max(LEAST_BIAS, share);

/** The heading of a figure: its title and what has to be known to read it. */
export function headingOf(
  { point }: Comparison,
  part: string,
  text: string,
  notes: readonly string[],
) {
  const { step, categories, variables, batch_size: batch } = point;
  const subtitle = [`Gradient of ${partTitle(part)}, ${batch} images per batch.`, ...notes];
  return {
    text: `${text} after ${step} steps: C = ${categories}, V = ${variables}`,
    subtitle,
    anchor: 'start',
    offset: 14,
    fontSize: 15,
    subtitleFontSize: 12,
  } as const;
}
