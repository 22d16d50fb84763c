type Scalar = string | number | null | readonly [];

/** A flat YAML document: every value is written as JSON, which YAML includes. */
export const yaml = (fields: Readonly<Record<string, Scalar>>): string =>
  Object.entries(fields)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
