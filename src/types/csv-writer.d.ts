// csv-writer 1.6.0 points its `types` at TypeScript sources that do not compile under strict
// settings; this declares the part of its interface that is used here.

export interface ObjectCsvStringifierParams {
  header: { id: string; title: string }[];
}

export interface ObjectCsvStringifier<T extends object> {
  getHeaderString(): string | null;
  stringifyRecords(records: T[]): string;
}

export function createObjectCsvStringifier<T extends object>(
  params: ObjectCsvStringifierParams,
): ObjectCsvStringifier<T>;

export interface ArrayCsvStringifier {
  getHeaderString(): string | null;
  stringifyRecords(records: (string | number)[][]): string;
}

export function createArrayCsvStringifier(params: { header: string[] }): ArrayCsvStringifier;
