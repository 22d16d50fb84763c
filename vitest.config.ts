import { defineConfig } from 'vitest/config';

// Set by continuous integration, which counts the tests.
const report = process.env.VITEST_JSON_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Numeric tests draw millions of samples; the machine may be shared.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    pool: 'forks',
    maxWorkers: 2,
  },
});
