import type { BackendCheck } from '../../../benchmarks/backend-checks.ts';
import type { Attempt } from '../../../benchmarks/probe-process.ts';
import type { BackendName } from '../../../backends/select.ts';
import { textTable } from '../../../core/text.ts';
import type { Provenance } from '../../../run-files/run-record.ts';
import { fittedTable } from '../../terminal/fitted-table.ts';
import type { Column, Remark } from '../../terminal/fitted-table.ts';
import { wrapped } from '../../terminal/wrap.ts';
import type { Check } from './surroundings.ts';

/** What `vae-bench doctor --json` prints; docs/doctor.md explains the keys. */
export interface DoctorReport extends Pick<Provenance, 'versions' | 'hardware'> {
  /** What `--backend` asks for, and whether it works. */
  readonly asked: { readonly backend: BackendName | 'auto'; readonly works: boolean };
  readonly auto: Attempt;
  readonly backends: readonly BackendCheck[];
  readonly checks: readonly Check[];
}

const milliseconds = (value: number | null) => value?.toFixed(value < 10 ? 1 : 0) ?? '';

const columns: readonly Column<BackendCheck>[] = [
  { title: 'BACKEND', of: ({ backend }) => backend, rank: 0 },
  { title: 'WORKS', of: ({ works }) => (works ? 'yes' : 'no'), rank: 1 },
  { title: 'MS/STEP', of: (it) => milliseconds(it.step_milliseconds), rank: 2 },
  { title: 'FIRST STEP', of: (it) => milliseconds(it.first_step_milliseconds), rank: 3 },
];

const remark: Remark<BackendCheck> = {
  title: 'IT IS',
  of: ({ backend, description, reason, remedy }) =>
    description?.replace(`${backend}: `, '') ?? `not available: ${reason ?? ''}. ${remedy ?? ''}`,
};

function choice(auto: Attempt): string {
  if ('failure' in auto) return `auto finds no backend: ${auto.failure.reason}.`;
  const { backend, passed_over: passedOver } = auto.probe;
  const others = passedOver.map(({ name, reason }) => `${name}: ${reason}`);
  const why = others.length === 0 ? 'the first of the list' : `not ${others.join('; not ')}`;
  return `auto takes ${backend} (${why}).`;
}

/** The report for people. @param room - characters per line; null has no end. */
export function reportText(report: DoctorReport, room: number | null): string {
  const { versions, hardware, backends, auto, checks } = report;
  const lines = [
    `vae-bench ${versions['vae-bench'] ?? ''} on ${hardware.platform}, ${hardware.cores} cores of ${hardware.cpu}`,
    '',
    ...fittedTable(backends, columns, [remark], room),
    '',
    choice(auto),
    '',
    ...textTable(checks.map(({ what, works, says }) => [what, works ? 'yes' : 'no', says])).split(
      '\n',
    ),
  ];
  return lines
    .flatMap((line) => (room === null || line === '' ? [line] : wrapped(line, room, '  ')))
    .join('\n');
}
