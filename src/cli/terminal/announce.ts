import type { Selection } from '../../backends/select.ts';
import { warn } from './output.ts';

/** Says on standard error which backend runs, and why better ones do not. */
export function announce({ backend, passedOver }: Selection, threads: number | null): void {
  const reasons = passedOver.map(({ name, reason }) => `  ${name} passed over: ${reason}`);
  const note =
    backend.threads === 1 && threads !== null && threads > 1
      ? [`  --threads ${threads} has no effect: this backend runs on one thread in Node`]
      : [];
  warn([`Backend ${backend.description}`, ...reasons, ...note, ''].join('\n'));
}
