import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A block of code of docs/extending.md whose first line names the file that it is, or belongs into. */
export interface Example {
  readonly file: string;
  readonly code: string;
}

/** The examples of the page in their order: blocks that begin with `// src/…`. */
export async function examplesOf(page: string): Promise<Example[]> {
  const text = await readFile(page, 'utf8');
  return [...text.matchAll(/```ts\n\/\/ (src\/\S+)\n([\s\S]*?)```/g)].map(
    ([, file = '', code = '']) => ({ file, code }),
  );
}

/** A row goes last in its table: before the line that closes it. */
function withRow(table: string, row: string): string {
  const imports = row.split('\n').filter((line) => line.startsWith('import '));
  const rest = row.split('\n').filter((line) => !line.startsWith('import '));
  const end = (/^\} as const/m.exec(table) ?? /^\};/m.exec(table))?.index;
  if (end === undefined) throw new Error('The file has no table.');
  const extended = `${table.slice(0, end)}${rest.join('\n').trimEnd()}\n${table.slice(end)}`;
  return `${imports.map((line) => `${line}\n`).join('')}${extended}`;
}

/** A copy of the sources with some examples in it, built. */
export class ExtendedTree {
  readonly folder: string;

  /** Where its runs may write. */
  get results(): string {
    return join(this.folder, 'results');
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies the sources, adds new files and rows, and builds; a type error fails. */
  static async build(examples: readonly Example[]): Promise<ExtendedTree> {
    // Inside the package, so that its dependencies are found.
    await mkdir('results', { recursive: true });
    const tree = new ExtendedTree(await mkdtemp(join('results', 'extended-')));
    for (const part of ['src', 'configs', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
      await cp(part, join(tree.folder, part), { recursive: true });
    }
    for (const { file, code } of examples) await tree.#add(file, code);
    await execa('npx', ['tsc', '-p', join(tree.folder, 'tsconfig.build.json')]);
    return tree;
  }

  async #add(file: string, code: string): Promise<void> {
    const path = join(this.folder, file);
    const present = await readFile(path, 'utf8').catch(() => undefined);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, present === undefined ? code : withRow(present, code));
  }

  /** Runs the extended command line; resolves with what it prints. */
  async run(...args: string[]): Promise<string> {
    const { all } = await execa('node', [join(this.folder, 'dist', 'bin.js'), ...args], {
      all: true,
    });
    return all;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
