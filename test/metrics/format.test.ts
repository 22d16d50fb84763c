import { expect, test } from 'vitest';
import { formatBriefly, formatMetric, metricsLine } from '../../src/metrics/format.ts';

test('summaries have all digits of the table, messages on the way one fewer', () => {
  expect(formatMetric('test_bound', -121.07158)).toBe('-121.072');
  expect(formatBriefly('test_bound', -121.07158)).toBe('-121.07');
});

test('metrics on a logarithmic axis have a power of ten', () => {
  expect(formatMetric('grad_variance', 0.0074512)).toBe('7.451e-3');
  expect(formatBriefly('grad_variance', 0.0074512)).toBe('7.45e-3');
});

test('several metrics make one line, in the order asked for', () => {
  const values = { train_elbo: -130.521, test_bound: -121.07158, grad_variance: 0.0074512 };
  expect(metricsLine(['test_bound', 'train_elbo'], values)).toBe(
    'test bound -121.07, train ELBO -130.52',
  );
});
