import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ColumnCurve, POINTS } from "./column_curve.ts";

test("ColumnCurve of few rows has a point for each", () => {
  const curve = new ColumnCurve();
  curve.add(1, 3, 0.5);
  curve.add(NaN, 2, NaN);
  curve.add(-4, -4, 0);
  assert.deepEqual(curve.result(), [
    { baseline: [1, 1], produced: [3, 3], apart: [2, 2], allowed: 0.5 },
    { baseline: [NaN, NaN], produced: [2, 2], apart: [NaN, NaN], allowed: NaN },
    { baseline: [-4, -4], produced: [-4, -4], apart: [0, 0], allowed: 0 },
  ]);
});

test("ColumnCurve keeps the least, the greatest and the one row that differs, whatever the number of rows", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat(), (rows, place) => {
      const curve = new ColumnCurve();
      const changed = place % rows;
      for (let row = 0; row < rows; row++) curve.add(row, row === changed ? row - 7 : row, row / 10);
      const points = curve.result();
      assert.ok(points.length <= 2 * POINTS && points.length >= Math.min(rows, POINTS));
      assert.deepEqual([points[0]?.baseline[0], points.at(-1)?.baseline[1]], [0, rows - 1]);
      assert.equal(points.filter(({ apart: [low] }) => low === -7).length, 1);
      assert.ok(
        points.every(({ apart: [, high] }, index) => high === 0 || (rows <= 2 * POINTS && index === changed)),
      );
      assert.equal(points.at(-1)?.allowed, (rows - 1) / 10);
      points.forEach(({ baseline: [low] }, index) =>
        assert.ok(index === 0 || low > (points[index - 1]?.baseline[1] ?? NaN))
      );
    }),
    { numRuns: 100 },
  );
});
