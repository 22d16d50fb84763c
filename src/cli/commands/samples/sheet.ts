import type { Sheet } from '../../../figures/plot/sheet.ts';
import type { VariableUse } from '../../../models/posterior-use.ts';
import type { ModelPictures } from '../../../training/model-pictures.ts';

/** More rows than that are not looked at. */
const MAX_CATEGORIES = 20;

/** The categories of a variable that are drawn: all, or those that the posterior uses most, in their order. */
export function shownCategories({ probabilities }: VariableUse): number[] {
  return probabilities
    .map((probability, category) => ({ probability, category }))
    .toSorted((one, other) => other.probability - one.probability)
    .slice(0, MAX_CATEGORIES)
    .map(({ category }) => category)
    .toSorted((one, other) => one - other);
}

/** What a sheet is about. */
interface Subject {
  readonly title: string;
  readonly size: Sheet['size'];
  readonly variable: number;
  readonly use: VariableUse;
  /** The categories of the variable that are drawn. */
  readonly shown: readonly number[];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The pictures of a model with their headings. */
export function sheetOf(
  pictures: ModelPictures,
  { title, size, variable, use, shown }: Subject,
): Sheet {
  const all = use.probabilities.length;
  const which =
    shown.length < all ? `the ${shown.length} most used of its ${all}` : `each of its ${all}`;
  return {
    title,
    size,
    blocks: [
      {
        heading: 'Test images, and means of p(x | z) at z of their posterior',
        rows: [
          { label: 'test image', pictures: pictures.images },
          { label: 'most probable z', pictures: pictures.mostProbable },
          ...pictures.sampled.map((row) => ({ label: 'sampled z', pictures: row })),
        ],
      },
      {
        heading: 'Means of p(x | z) at samples z of the prior',
        rows: pictures.prior.map((row) => ({ label: 'z from p(z)', pictures: row })),
      },
      {
        heading:
          `Variable ${variable} (KL ${use.kl.toFixed(2)} nats) at ${which} categories, the others as in the most ` +
          'probable z, whose own is framed',
        rows: pictures.categories.map((row, at) => {
          const category = shown[at] ?? 0;
          const share = percent(use.probabilities[category] ?? 0);
          return {
            label: `category ${category} (${use.unused.includes(category) ? 'unused' : `used ${share}`})`,
            pictures: row,
            framed: pictures.modes.map((mode) => mode === category),
          };
        }),
      },
    ],
  };
}
