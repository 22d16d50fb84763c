import { textTable } from '../core/text.ts';
import type { Floor } from './floor.ts';
import type { BoundResult, ProcessesResult, Report, StepResult } from './results.ts';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function floorCells(floor: Floor | null, unit: number, digits: number): string[] {
  return floor === null
    ? ['-', '-', '-']
    : [
        (floor.milliseconds / unit).toFixed(digits),
        floor.ratio.toFixed(2),
        floor.gigaflops_per_second.toFixed(0),
      ];
}

function stepRow(result: StepResult): string[] {
  const { median, lower_quartile: lower, upper_quartile: upper } = result.milliseconds;
  return [
    result.estimator,
    String(result.categories),
    String(result.evaluations),
    result.backend,
    String(result.threads),
    median.toFixed(2),
    `${lower.toFixed(2)}-${upper.toFixed(2)}`,
    result.cpu_milliseconds.median.toFixed(2),
    ...floorCells(result.floor, 1, 2),
    percent(result.host_share.binarise),
    percent(result.host_share.random_numbers),
    (result.first_step_milliseconds / 1000).toFixed(2),
    result.steps_per_second.toFixed(1),
    result.hours_to_million_steps.toFixed(1),
  ];
}

const STEP_HEADING = [
  'ESTIMATOR',
  'C',
  'EVAL',
  'BACKEND',
  'THREADS',
  'MS/STEP',
  'QUARTILES',
  'CPU MS',
  'FLOOR MS',
  'RATIO',
  'GFLOP/S',
  'BINARISE',
  'RANDOM',
  'FIRST S',
  'STEPS/S',
  'H TO 10^6',
];

function boundRow(result: BoundResult): string[] {
  return [
    String(result.categories),
    result.backend,
    String(result.threads),
    String(result.images),
    String(result.samples),
    result.seconds.toFixed(2),
    ...floorCells(result.floor, 1000, 2),
  ];
}

const BOUND_HEADING = [
  'C',
  'BACKEND',
  'THREADS',
  'IMAGES',
  'SAMPLES',
  'SECONDS',
  'FLOOR S',
  'RATIO',
  'GFLOP/S',
];

function processesRow(result: ProcessesResult): string[] {
  return [
    result.estimator,
    String(result.categories),
    result.backend,
    result.alone.milliseconds.median.toFixed(2),
    ...result.side_by_side.map(({ milliseconds }) => milliseconds.median.toFixed(2)),
    result.throughput_ratio.toFixed(2),
    result.alone.peak_resident_megabytes.toFixed(0),
  ];
}

const PROCESSES_HEADING = [
  'ESTIMATOR',
  'C',
  'BACKEND',
  'ALONE MS',
  'FIRST MS',
  'SECOND MS',
  'THROUGHPUT',
  'PEAK MB',
];

/** A heading, and a table below it unless there are no rows. */
function section(title: string, heading: string[], rows: string[][]): string[] {
  return rows.length === 0 ? [] : [`${title}\n${textTable([heading, ...rows])}`];
}

/** The report as tables. */
export function reportText(report: Report): string {
  const { settings, hardware, versions } = report;
  const backends = [...new Set(report.steps.map((step) => step.backend_description))];
  const about =
    `vae-bench ${versions['vae-bench'] ?? ''}, Node ${versions.node ?? ''}, ${hardware.cpu}, ` +
    `${hardware.cores} cores\n${backends.join('\n')}\n${settings.data.name}, batch ` +
    `${settings.batch_size}, V = ${settings.variables}, ${settings.steps} steps each, ` +
    `peak memory ${report.peak_resident_megabytes.toFixed(0)} MB`;
  return [
    about,
    ...section('Training step', STEP_HEADING, report.steps.map(stepRow)),
    ...section(
      'Threads',
      ['ESTIMATOR', 'C', 'BACKEND', 'THREADS', 'SPEEDUP'],
      report.threads.map(({ estimator, categories, backend, threads, speedup }) => [
        estimator,
        String(categories),
        backend,
        String(threads),
        speedup.toFixed(2),
      ]),
    ),
    ...section('Test bound', BOUND_HEADING, report.bounds.map(boundRow)),
    ...section(
      'Two processes of one thread side by side against one',
      PROCESSES_HEADING,
      report.processes.map(processesRow),
    ),
  ].join('\n\n');
}
