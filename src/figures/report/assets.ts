import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../core/package.ts';

/** A file that `npm run build` bundles from src/figures/browser. */
const bundled = (name: string) =>
  readFileSync(join(packageRoot, 'dist', 'figures', 'browser', name), 'utf8');

/** The page's script, as text that may stand in a script element. */
export const pageScript = (): string =>
  bundled('main.js').replaceAll('</script', String.raw`<\/script`);

/** The page's styles, as text that may stand in a style element. */
export const pageStyle = (): string =>
  bundled('page.css').replaceAll('</style', String.raw`<\/style`);
