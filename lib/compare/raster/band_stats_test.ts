import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BandAccumulator, type BlockCells, maskDifferences, movedCells } from "./band_stats.ts";

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

/** The cells as square blocks: those at the right and lower edge are filled up. */
function tilesOf(values: readonly number[], columns: number, size: number): BlockCells[] {
  const rows = values.length / columns;
  const blocks: BlockCells[] = [];
  for (let top = 0; top < rows; top += size) {
    for (let left = 0; left < columns; left += size) {
      const cells = Float64Array.from({ length: size * size }, (_, at) => {
        const [column, row] = [left + at % size, top + Math.floor(at / size)];
        return column < columns && row < rows ? values[row * columns + column] ?? 0 : 1e9;
      });
      const [width, height] = [Math.min(size, columns - left), Math.min(size, rows - top)];
      blocks.push({ left, top, width, height, stride: size, values: cells });
    }
  }
  return blocks;
}

function near(actual: number | null, expected: number, scale: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) <= 1e-9 * Math.max(1, scale), `${actual} for ${expected}`);
}

test("BandAccumulator gives the same whatever the blocks", () => {
  fc.assert(
    fc.property(
      cells,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (given, size, columns) => {
        const values = given.slice(0, given.length - given.length % Math.min(columns, given.length));
        const width = Math.min(columns, values.length);
        const sum = new BandAccumulator(width, values.length / width, -9999);
        for (const block of tilesOf(values, width, size)) sum.add(block);
        const band = sum.result();
        const valid = values.filter((value) => !Number.isNaN(value) && value !== -9999);
        assert.equal(band.count, valid.length);
        assert.equal(band.nodata, values.length - valid.length);
        values.forEach((value, cell) => {
          const bit = ((sum.invalid[cell >> 3] ?? 0) >> (cell & 7)) & 1;
          assert.equal(bit === 1, Number.isNaN(value) || value === -9999);
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
      },
    ),
    { numRuns: 1000 },
  );
});

test("BandAccumulator keeps the digits of a large mean with a small spread", () => {
  const sum = new BandAccumulator(2, 2, NaN);
  for (const block of tilesOf([1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3], 2, 1)) sum.add(block);
  const { mean, std } = sum.result();
  near(mean, 1e9 + 1.5, 1);
  near(std, Math.sqrt(1.25), 1);
});

test("maskDifferences() counts cells that are valid on one side only", () => {
  assert.equal(maskDifferences(new Uint8Array([0b1011, 0]), new Uint8Array([0b0010, 1])), 3);
});

test("movedCells() are as few and as many as any two masks of so many cells", () => {
  const bits = (mask: number) => mask.toString(2).replaceAll("0", "").length;
  const moved = new Map<string, number[]>();
  for (let a = 0; a < 32; a++) {
    for (let b = 0; b < 32; b++) {
      const key = JSON.stringify([bits(a), bits(b)]);
      if (a !== b) moved.set(key, [...moved.get(key) ?? [], bits(a ^ b)]);
    }
  }
  for (const [key, found] of moved) {
    const [before, after] = JSON.parse(key) as [number, number];
    assert.deepEqual(movedCells(before, after, 5), [Math.min(...found), Math.max(...found)], key);
  }
});
