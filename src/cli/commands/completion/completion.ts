import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../core/package.ts';
import type { CompletionOptions } from './command.ts';

/** Prints the script that makes a shell complete. */
export function completion({ shell }: CompletionOptions): void {
  const file = join(packageRoot, 'scripts', 'completion', `vae-bench.${shell}`);
  process.stdout.write(readFileSync(file));
}
