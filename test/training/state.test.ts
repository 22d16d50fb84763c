import { expect, test } from 'vitest';
import { updatedAlike } from '../../src/training/state.ts';
import { tinyModel } from '../support/training/tiny-model.ts';

test('parameters of a group are updated alike, and what is kept for each of them', () => {
  const names = [
    'state/parameters/encoder/0/weights',
    'state/parameters/encoder/0/bias',
    'state/parameters/decoder/0/weights',
    'state/parameters/decoder/1/bias',
    'state/parameters/prior/logits',
    'state/adam/first/encoder/0/weights',
    'state/adam/first/encoder/0/bias',
    'state/adam/first/decoder/0/weights',
    'state/adam/second/encoder/0/weights',
    'state/adam/first-weight',
    'state/gradient/mean/encoder/0/bias',
    'state/estimator/eta',
  ];
  expect(updatedAlike(tinyModel, names)).toEqual([
    ['state/parameters/encoder/0/weights', 'state/parameters/encoder/0/bias'],
    ['state/parameters/decoder/0/weights', 'state/parameters/decoder/1/bias'],
    ['state/parameters/prior/logits'],
    ['state/adam/first/encoder/0/weights', 'state/adam/first/encoder/0/bias'],
    ['state/adam/first/decoder/0/weights'],
    ['state/adam/second/encoder/0/weights'],
    ['state/gradient/mean/encoder/0/bias'],
  ]);
});
