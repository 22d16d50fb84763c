import { join } from 'node:path';

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

  /** The chart of variance and bias, `svg` or `png`. */
  figure(format: 'svg' | 'png'): string {
    return join(this.path, `compare.${format}`);
  }

  /** What depends on the machine's speed. */
  get timing(): string {
    return join(this.path, 'compare-timing.json');
  }

  /** The reference's means by group, which a comparison resumes with. */
  get reference(): string {
    return join(this.path, 'reference.safetensors');
  }

  /** The variance of every component, one file per estimator, where it was asked for. */
  get components(): string {
    return join(this.path, 'components');
  }

  /** The files that `--force` removes. */
  get results(): readonly string[] {
    return [
      ...[this.comparison, this.table, this.timing, this.reference],
      ...[this.figure('svg'), this.figure('png')],
    ];
  }
}
