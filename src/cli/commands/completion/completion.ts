import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../core/package.ts';
import { print } from '../../terminal/output.ts';
import type { CompletionOptions } from './command.ts';

/** Prints the script that makes a shell complete. */
export async function completion({ shell }: CompletionOptions): Promise<void> {
  const file = join(packageRoot, 'scripts', 'completion', `vae-bench.${shell}`);
  await print(readFileSync(file));
}
