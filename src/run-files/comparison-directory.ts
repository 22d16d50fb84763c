import { join } from 'node:path';

const figureFormats = ['svg', 'png'] as const;
type FigureFormat = (typeof figureFormats)[number];

/** Where the files of a comparison at a frozen point are: the folder that `vae-bench compare -o` names. */
export class ComparisonDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** All results: what `readComparison` reads. */
  get comparison(): string {
    return join(this.path, 'compare.json');
  }

  /** The same as a table. */
  get table(): string {
    return join(this.path, 'compare.csv');
  }

  /** The chart of variance and bias side by side. */
  figure(format: FigureFormat): string {
    return join(this.path, `compare.${format}`);
  }

  /** The plane of bias against variance. */
  plane(format: FigureFormat): string {
    return join(this.path, `compare-plane.${format}`);
  }

  /** What depends on the machine's speed. */
  get timing(): string {
    return join(this.path, 'compare-timing.json');
  }

  /** The reference's means by group, which a comparison resumes with. */
  get reference(): string {
    return join(this.path, 'reference.safetensors');
  }

  /** The parameters that `--train` led to. */
  get point(): string {
    return join(this.path, 'point.safetensors');
  }

  /** The state of `--train` after some of its steps, until it has taken the last one. */
  get training(): string {
    return join(this.path, 'training.safetensors');
  }

  /** The variance of every component, one file per estimator, where it was asked for. */
  get components(): string {
    return join(this.path, 'components');
  }

  /** The files that `--force` removes. */
  get results(): readonly string[] {
    return [
      ...[this.comparison, this.table, this.timing, this.reference, this.point, this.training],
      ...figureFormats.flatMap((format) => [this.figure(format), this.plane(format)]),
    ];
  }
}
