import { dirname, resolve } from 'node:path';
import { getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { ConfigError } from '../core/errors.ts';
import type { ConfigIssue } from '../core/errors.ts';
import { readRegular, whyUnreadable } from '../core/regular-file.ts';
import { shownPath } from '../core/text.ts';
import { resolveFiles } from './entries.ts';
import type { Entry } from './entries.ts';

const BYTE_ORDER_MARK = /^\uFEFF/;
/** No configuration is nearly as long. */
const MAX_BYTES = 2 ** 24;

interface Source {
  readonly file: string;
  readonly shown: string;
  readonly text: string;
}

function read(file: string, from?: string): Source {
  const shown = shownPath(file);
  try {
    const bytes = readRegular(file, MAX_BYTES);
    return { file, shown, text: bytes.toString().replace(BYTE_ORDER_MARK, '') };
  } catch (cause) {
    const message = `the configuration file ${shown} ${whyUnreadable(cause)}`;
    throw new ConfigError([{ path: '', message, ...(from !== undefined && { origin: from }) }], {
      cause,
    });
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function syntaxIssues({ shown, text }: Source, errors: readonly ParseError[]): ConfigIssue[] {
  return errors.map(({ error, offset }) => ({
    path: '',
    origin: `${shown}:${lineAt(text, offset)}`,
    message: `is not valid JSON (${printParseErrorCode(error)})`,
  }));
}

/** Lists the leaves below a JSON object with the lines of their keys. */
function leaves(source: Source, node: Node, path: readonly string[]): Entry[] {
  const seen = new Map<string, number>();
  return (node.children ?? []).flatMap((property): Entry[] => {
    const [keyNode, valueNode] = property.children ?? [];
    if (keyNode === undefined || valueNode === undefined) return [];
    const key = String(keyNode.value);
    const line = lineAt(source.text, keyNode.offset);
    const origin = `${source.shown}:${line}`;
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      const message = `is written twice, first on line ${earlier}`;
      throw new ConfigError([{ path: [...path, key].join('.'), origin, message }]);
    }
    seen.set(key, line);
    const here = [...path, key];
    const empty = (valueNode.children ?? []).length === 0;
    if (valueNode.type === 'object' && !empty) return leaves(source, valueNode, here);
    const value: unknown = getNodeValue(valueNode);
    const elements = elementsOf(source, valueNode, here);
    const entry = { path: here, value, origin, ...(elements.length > 0 && { elements }) };
    return [resolveFiles(entry, dirname(source.file))];
  });
}

/** The leaves of every element of a list that holds an object; otherwise nothing. */
function elementsOf(source: Source, node: Node, path: readonly string[]): Entry[][] {
  const children = node.type === 'array' ? (node.children ?? []) : [];
  if (children.every(({ type }) => type !== 'object')) return [];
  return children.map((child, at) =>
    child.type === 'object' ? leaves(source, child, [...path, String(at)]) : [],
  );
}

/** The parser and everything after it recurse; a file nested beyond the stack is no configuration. */
function entriesOf(source: Source): Entry[] {
  try {
    return leaves(source, parse(source), []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError([{ path: '', origin: source.shown, message: 'is nested too deeply' }]);
  }
}

function parse(source: Source): Node {
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { disallowComments: true });
  if (errors.length > 0) throw new ConfigError(syntaxIssues(source, errors));
  if (root?.type !== 'object') {
    throw new ConfigError([{ path: '', origin: source.shown, message: 'must hold a JSON object' }]);
  }
  return root;
}

/** Files that extend two others each, and so on, are read exponentially often. */
const MAX_FILES = 1000;

/**
 * The entries of a JSON configuration file after those of the files it `extends`.
 *
 * @throws ConfigError for a missing file, a syntax error, a repeated key, a cycle of `extends` or too
 *   many of them.
 */
export function entriesFromFile(
  path: string,
  chain: readonly string[] = [],
  from?: string,
  reading = { files: 0 },
): Entry[] {
  const file = resolve(path);
  reading.files += 1;
  if (reading.files > MAX_FILES) {
    const message = `the files that are extended, and those they extend, are more than ${MAX_FILES}`;
    throw new ConfigError([
      { path: 'extends', message, ...(from !== undefined && { origin: from }) },
    ]);
  }
  if (chain.includes(file)) {
    const cycle = [...chain.slice(chain.indexOf(file)), file].map(shownPath);
    const message = `the files extend each other in a circle: ${cycle.join(' → ')}`;
    throw new ConfigError([
      { path: 'extends', message, ...(from !== undefined && { origin: from }) },
    ]);
  }
  const source = read(file, from);
  const own = entriesOf(source);
  const parents = own
    .filter((entry) => entry.path[0] === 'extends')
    .flatMap(({ path: { length }, value, origin }) => {
      const names: unknown[] = Array.isArray(value) && length === 1 ? value : [value];
      return names.flatMap((name) => {
        if (typeof name === 'string' && name !== '' && length === 1) {
          return entriesFromFile(resolve(dirname(file), name), [...chain, file], origin, reading);
        }
        const message = 'must be the path of a configuration file, or a list of such paths';
        throw new ConfigError([{ path: 'extends', origin, message }]);
      });
    });
  const values = own.filter(({ path: [key] }) => key !== 'extends' && key !== '$schema');
  return [...parents, ...values];
}
