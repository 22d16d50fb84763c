import { expect, test } from 'vitest';
import { placeLabels } from '../../../src/figures/plot/place-labels.ts';
import type { Box } from '../../../src/figures/plot/place-labels.ts';

const area: Box = { left: 0, top: 0, right: 600, bottom: 500 };

const overlaps = (one: Box, other: Box) =>
  one.left < other.right &&
  other.left < one.right &&
  one.top < other.bottom &&
  other.top < one.bottom;

/** Points in a heap of 100 × 100 pixels in the middle: multiples of two irrational numbers spread evenly. */
const heap = Array.from({ length: 28 }, (_, at) => ({
  x: 250 + 100 * ((at * Math.SQRT2) % 1),
  y: 200 + 100 * ((at * Math.sqrt(3)) % 1),
  ...{ width: 40 + ((37 * at) % 130), height: 12 },
}));
const marks = heap.map(({ x, y }) => ({ left: x - 5, top: y - 5, right: x + 5, bottom: y + 5 }));

test('labels of a heap lie on no other label and on no marker, in the area, and lines lead from those far away', () => {
  const labels = placeLabels(heap, marks, area);
  expect(labels).toHaveLength(heap.length);
  for (const [at, label] of labels.entries()) {
    for (const other of labels.slice(at + 1)) expect(overlaps(label, other)).toBe(false);
    for (const mark of marks) expect(overlaps(label, mark)).toBe(false);
    expect(label.left).toBeGreaterThanOrEqual(area.left);
    expect(label.right).toBeLessThanOrEqual(area.right);
    expect(label.right - label.left).toBeCloseTo(heap[at]!.width, 9);
  }
  // The heap has no room for all: 28 labels of about 100 × 12 pixels are three times its area.
  expect(labels.filter(({ isFar }) => isFar).length).toBeGreaterThan(5);
  expect(placeLabels(heap, marks, area)).toEqual(labels);
});

test('a label alone stands to the right of its point, and to its left at the right edge', () => {
  const size = { width: 80, height: 12 };
  const [alone] = placeLabels([{ x: 300, y: 200, ...size }], [], area);
  expect(alone).toMatchObject({ left: 308, top: 194, isFar: false });
  const [edge] = placeLabels([{ x: 590, y: 200, ...size }], [], area);
  expect(edge!.right).toBeLessThan(590);
  expect(edge!.isFar).toBe(false);
});

test('a label is nearer to its own point than to any other, unless a line leads to it', () => {
  const size = { width: 60, height: 12 };
  const points = [0, 16, 32].map((x) => ({ x: 200 + x, y: 200, ...size }));
  const labels = placeLabels(points, [], area);
  for (const [at, label] of labels.entries()) {
    const distances = points.map(({ x, y }) =>
      Math.hypot(
        Math.max(label.left - x, 0, x - label.right),
        Math.max(label.top - y, 0, y - label.bottom),
      ),
    );
    if (!label.isFar) expect(distances.indexOf(Math.min(...distances))).toBe(at);
  }
});
