// csv-writer 1.6.0 points its `types` at TypeScript sources that do not compile under strict
// settings; this declares the part of its interface that is used here.

export interface ObjectCsvWriterParams {
  path: string;
  header: { id: string; title: string }[];
  append?: boolean;
}

export interface ObjectCsvWriter<T extends object> {
  writeRecords(records: T[]): Promise<void>;
}

export function createObjectCsvWriter<T extends object>(
  params: ObjectCsvWriterParams,
): ObjectCsvWriter<T>;
