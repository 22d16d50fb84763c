import type { ExportedRun } from './exported-run.ts';

/** What is exported, and where to. */
interface ExportRequest {
  /** In the order of their paths. */
  readonly runs: readonly ExportedRun[];
  /** Absolute path of the folder that receives the export. */
  readonly out: string;
}

/** Writes runs in a format of another program. The same runs give the same bytes. */
export interface Exporter {
  /**
   * @returns the paths to tell users of.
   * @throws FileError.
   */
  readonly write: (request: ExportRequest) => readonly string[];
}

/** A format's row in the table. It is read for `--help`: `load` alone imports the implementation. */
export interface ExporterRow {
  /** One line for `--help`. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly exporter: Exporter }>;
}
