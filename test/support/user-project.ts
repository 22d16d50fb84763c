import { mkdirSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package.ts';
import { sharedFolder } from './shared-folder.ts';

/** A project of a user that has the package among its dependencies; removed after the tests of the file. */
export function userProject(): string {
  const project = sharedFolder();
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(packageRoot, join(project, 'node_modules', 'vae-bench'), 'dir');
  return project;
}

/** An example of a page, the output that it shows, and the section that it stands in. */
export interface PageExample {
  readonly title: string;
  readonly code: string;
  readonly output: string;
}

/** Every example of a page that shows an output, and the number of all of them. */
export async function examplesOf(
  page: string,
): Promise<{ readonly examples: PageExample[]; readonly count: number }> {
  const text = await readFile(page, 'utf8');
  const examples = text.split(/^## /m).flatMap((section) => {
    const title = section.split('\n', 1)[0]!;
    return Array.from(
      section.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs),
      ([, code, output]) => ({ title, code: code!, output: output! }),
    );
  });
  return { examples, count: text.match(/^```js$/gm)!.length };
}
