import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * An `nvidia-smi` that lists GPUs which are not there.
 *
 * @param lines - index, UUID and name of each.
 * @returns a PATH on which it comes first.
 */
export function withNvidiaSmi(folder: string, lines: readonly string[]): string {
  const tools = join(folder, 'tools');
  mkdirSync(tools, { recursive: true });
  const script = `#!/bin/sh\nprintf '%s\\n' '${lines.join("' '")}'\n`;
  writeFileSync(join(tools, 'nvidia-smi'), script, { mode: 0o755 });
  return `${tools}${delimiter}${process.env.PATH ?? ''}`;
}
