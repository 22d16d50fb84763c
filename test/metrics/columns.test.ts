import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { metricsColumns } from '../../src/metrics/columns.ts';
import { counterNames } from '../../src/metrics/counters.ts';
import { metricNames } from '../../src/metrics/table.ts';

/** The columns of the first version: whoever reads them by their place still finds them there. */
const first = 'step,epoch,function_evaluations,train_elbo,test_bound,grad_variance';

test('metrics.csv begins with the columns of the first version', () => {
  expect(metricsColumns.join(',').startsWith(first)).toBe(true);
});

test('every counter and every metric has one column', () => {
  expect([...metricsColumns].sort()).toEqual([...counterNames, ...metricNames].sort());
});

test('the heading of metrics.csv in README.md is the one that runs write', async () => {
  const text = await readFile('README.md', 'utf8');
  expect(text).toContain(`\n\`\`\`\n${metricsColumns.join(',')}\n\`\`\`\n`);
});
