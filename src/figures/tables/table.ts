/** A value of a table: numbers with all their digits, null where there is none. */
type Cell = string | number | null;

/** A table for programs. */
export interface Cells {
  /** Column names of `cells`, the same in all tables that are printed together. */
  readonly columns: readonly string[];
  readonly cells: readonly (readonly Cell[])[];
}

/** A table in two forms: for readers, and for programs. */
export interface Table extends Cells {
  readonly title: string;
  /** Headings for readers. */
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What readers have to know. */
  readonly notes: readonly string[];
}
