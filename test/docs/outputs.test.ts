import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/core/package.ts';
import { vaeBench } from '../support/cli/vae-bench.ts';

/** Commands with what they print below them. docs/onnx.md has none: its programs have a test of their own. */
const example = /(```sh\n((?:npx vae-bench .*\n)+)```\n\n```text\n)[\s\S]*?```/g;

const pages = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].filter((page) => readFileSync(join(packageRoot, page), 'utf8').search(example) !== -1);

async function printed(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await vaeBench(...line.trim().split(' ').slice(2));
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout.trimEnd();
}

test('pages show what commands print', () => {
  expect(pages).toContain(join('docs', 'estimators.md'));
});

describe.each(pages)('the commands of %s', (page) => {
  test('print what stands below them', async () => {
    let text = readFileSync(join(packageRoot, page), 'utf8');
    for (const [whole, head, commands] of text.matchAll(example)) {
      const outputs: string[] = [];
      for (const line of commands!.trimEnd().split('\n')) outputs.push(await printed(line));
      text = text.replace(whole, () => `${head!}${outputs.join('\n\n')}\n\`\`\``);
    }
    await expect(text).toMatchFileSnapshot(`../../${page}`);
  }, 600_000);
});
