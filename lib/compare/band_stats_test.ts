import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BandAccumulator, maskDifferences } from "./band_stats.ts";

const cells = fc.array(
  fc.oneof(
    // Which of 0 and -0 is the smaller one is nobody's business.
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
    fc.constantFrom(NaN, -9999),
  ),
  {
    minLength: 1,
    maxLength: 60,
  },
);

function near(actual: number | null, expected: number, scale: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) <= 1e-9 * Math.max(1, scale), `${actual} for ${expected}`);
}

test("BandAccumulator gives the same whatever the blocks", () => {
  fc.assert(
    fc.property(cells, fc.integer({ min: 1, max: 60 }), (values, block) => {
      const sum = new BandAccumulator(values.length, -9999);
      for (let at = 0; at < values.length; at += block) sum.add(values.slice(at, at + block));
      const band = sum.result();
      const valid = values.filter((value) => !Number.isNaN(value) && value !== -9999);
      assert.equal(band.count, valid.length);
      assert.equal(band.nodata, values.length - valid.length);
      values.forEach((value, cell) => {
        const bit = ((sum.mask[cell >> 3] ?? 0) >> (cell & 7)) & 1;
        assert.equal(bit === 1, !Number.isNaN(value) && value !== -9999);
      });
      if (valid.length === 0) return assert.deepEqual([band.min, band.mean, band.sum], [null, null, null]);
      const total = valid.reduce((all, value) => all + value, 0);
      const mean = total / valid.length;
      const std = Math.sqrt(valid.reduce((all, value) => all + (value - mean) ** 2, 0) / valid.length);
      const scale = Math.max(...valid.map(Math.abs));
      assert.deepEqual([band.min, band.max], [Math.min(...valid), Math.max(...valid)]);
      near(band.sum, total, scale * valid.length);
      near(band.mean, mean, scale);
      near(band.std, std, scale * 1e3);
    }),
    { numRuns: 1000 },
  );
});

test("BandAccumulator keeps the digits of a large mean with a small spread", () => {
  const sum = new BandAccumulator(4, NaN);
  sum.add([1e9, 1e9 + 1]);
  sum.add([1e9 + 2, 1e9 + 3]);
  const { mean, std } = sum.result();
  near(mean, 1e9 + 1.5, 1);
  near(std, Math.sqrt(1.25), 1);
});

test("maskDifferences() counts cells that are valid on one side only", () => {
  assert.equal(maskDifferences(new Uint8Array([0b1011, 0]), new Uint8Array([0b0010, 1])), 3);
});
