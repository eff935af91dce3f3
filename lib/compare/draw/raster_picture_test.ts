import assert from "node:assert/strict";
import { test } from "node:test";
import { Canvas, type Colour, lineHeight, WHITE } from "./canvas.ts";
import { differenceColour, GONE, NEW, NO_DATA, valueColour } from "./colours.ts";
import { PANEL, rasterPicture } from "./raster_picture.ts";
import { sampleRaster } from "./raster_sample.ts";

/** Upper left corner of the first panel. */
const [LEFT, TOP] = [24, 24 + 4 * lineHeight()];

function colourAt({ rgb, width }: Canvas, x: number, y: number): Colour {
  const at = (y * width + x) * 3;
  return [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
}

/** The picture of one row of cells, and the colours of the cells in a panel. */
async function pictureOf(a: readonly number[], b: readonly number[]) {
  const extent = { width: a.length, height: 1, nodata: [-9999, -9999] as const };
  const pair = { top: 0, height: 1, a: Float64Array.from(a), b: Float64Array.from(b) };
  const sample = await sampleRaster(
    (async function* () {
      yield await Promise.resolve(pair);
    })(),
    extent,
    PANEL,
  );
  const canvas = rasterPicture(sample, { file: "out/loss.tif", what: "band 1" });
  const zoom = PANEL / a.length;
  // A panel begins behind its frame: where the row has its first colour that is not white, after a gap.
  const row = Array.from({ length: canvas.width }, (_, x) => colourAt(canvas, x, TOP - 1).join());
  const starts = row.flatMap((colour, x) =>
    colour !== WHITE.join() && row[x - 1] === WHITE.join() &&
      row.slice(x, x + PANEL).every((one) => one === colour)
      ? [x + 1]
      : []
  );
  const cells = (panel: number) =>
    a.map((_, cell) => colourAt(canvas, (starts[panel] ?? 0) + Math.floor((cell + 0.5) * zoom), TOP + 10));
  return { canvas, starts, cells };
}

test("rasterPicture() colours values on one scale, and no data grey", async () => {
  const { starts, cells } = await pictureOf([0, 10, -9999, 5], [0, 20, -9999, 5]);
  assert.deepEqual([starts.length, starts[0]], [3, LEFT]);
  assert.deepEqual(cells(0), [valueColour(0), valueColour(0.5), NO_DATA, valueColour(0.25)]);
  assert.deepEqual(cells(1), [valueColour(0), valueColour(1), NO_DATA, valueColour(0.25)]);
});

test("rasterPicture() colours differences evenly around none, and marks data that is gone or new", async () => {
  const { cells } = await pictureOf([1, 1, 1, 7, -9999, -9999], [1, 3, 0, -9999, 7, -9999]);
  const expected = [differenceColour(0), differenceColour(1), differenceColour(-0.5), GONE, NEW, NO_DATA];
  assert.deepEqual(cells(2), expected);
});

test("rasterPicture() puts a ring around the few dots that differ in a large raster, else around the one that differs most", async () => {
  const many = Array.from({ length: PANEL }, (_, index) => index);
  const line = ({ canvas }: Awaited<ReturnType<typeof pictureOf>>) =>
    Array.from({ length: canvas.width }, (_, x) => colourAt(canvas, x, TOP - 6)[0] < 40 ? "#" : " ").join("");
  assert.match(line(await pictureOf(many, many.with(100, 5))), /#{11}/);
  const moved = many.map((value) => value + 1);
  assert.equal(line(await pictureOf(many, moved.with(100, 5))).match(/#{11}/g)?.length, 1);
  assert.doesNotMatch(line(await pictureOf(many, many)), /#{11}/);
});

test("rasterPicture() of values that are all the same, infinite or missing is a picture", async () => {
  for (
    const [a, b] of [[[7, 7], [7, 7]], [[Infinity, 1], [-Infinity, 1]], [[-9999, NaN], [
      1e308,
      -1e308,
    ]]] as const
  ) {
    const { canvas } = await pictureOf(a, b);
    assert.ok(canvas.width > 3 * PANEL && canvas.width < 5 * PANEL);
  }
});

test("Canvas draws nothing outside of itself, and text in the dots of its letters", () => {
  const canvas = new Canvas(20, 20);
  canvas.fill({ x: -5, y: -5, width: 6, height: 6 }, [1, 2, 3]);
  canvas.line([15, 15], [40, 40], [4, 5, 6]);
  canvas.text(2, 2, "-", { colour: [7, 8, 9], scale: 1 });
  const count = (colour: Colour) => {
    let pixels = 0;
    for (let at = 0; at < 400; at++) {
      if (colourAt(canvas, at % 20, Math.floor(at / 20)).join() === colour.join()) pixels++;
    }
    return pixels;
  };
  assert.deepEqual([count([1, 2, 3]), count([4, 5, 6]), count([7, 8, 9])], [1, 5, 5]);
});
