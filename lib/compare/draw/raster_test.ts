import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type Files, raster, withFolder, writeFiles } from "../test_fixtures.ts";
import { tiff } from "../raster/test_tiff.ts";
import type { Picture } from "../types.ts";
import { drawRaster } from "./raster.ts";

const cells = Array.from({ length: 12 }, (_, index) => index);

async function draw(
  before: Files[string],
  after: Files[string],
  clean = (text: string) => text,
): Promise<Picture[]> {
  return await withFolder(async (folder) => {
    await writeFiles(folder, { before, after });
    return await drawRaster({
      file: "out/loss.tif",
      baseline: { path: join(folder, "before"), sha256: "", size: 0 },
      produced: join(folder, "after"),
      params: {},
    }, clean);
  });
}

test("drawRaster() makes one picture of a band, and none where no cell differs", async () => {
  const [a, b] = [
    tiff(cells, { width: 4, height: 3 }),
    tiff(cells.with(5, 9), { width: 4, height: 3, rows: 1 }),
  ];
  const [picture, view, ...more] = await draw(a, b);
  assert.deepEqual([picture?.suffix, view?.suffix], [".png", ".view.json"]);
  assert.deepEqual([...picture?.bytes.subarray(1, 4) ?? []], [...new TextEncoder().encode("PNG")]);
  assert.deepEqual(more, []);
  assert.deepEqual(await draw(a, tiff(cells, { width: 4, height: 3, rows: 1 })), []);
});

test("drawRaster() draws only the bands that differ, and no more than four", async () => {
  const bands = (count: number, changed: readonly number[]) =>
    raster(
      new Float32Array(Array.from({ length: 6 * count }, (_, index) =>
        // Numbers lie by cells, then by bands.
        changed.includes(index % count) ? 2 : 1)),
      3,
      2,
    );
  const suffixes = (pictures: Picture[]) => pictures.map(({ suffix }) => suffix);
  assert.deepEqual(suffixes(await draw(bands(3, []), bands(3, [1]))), [
    ".band2.png",
    ".band2.view.json",
  ]);
  assert.equal((await draw(bands(6, []), bands(6, [0, 1, 2, 3, 4, 5]))).length, 8);
});

test("drawRaster() of rasters of two sizes says that there is nothing to draw", async () => {
  const [a, b] = [tiff(cells, { width: 4, height: 3 }), tiff(cells, { width: 3, height: 4 })];
  await assert.rejects(draw(a, b), /sizes differ/);
});

test("drawRaster() shows no text that was not cleaned", async () => {
  const metadata =
    `<GDALMetadata><Item name="UNITTYPE" sample="0" role="unittype">secret</Item></GDALMetadata>`;
  const of = (values: number[]) => tiff(values, { width: 4, height: 3, metadata });
  const seen: string[] = [];
  const clean = (text: string) => {
    seen.push(text);
    return "-";
  };
  const [cleaned, view] = await draw(of(cells), of(cells.with(5, 9)), clean);
  assert.doesNotMatch(new TextDecoder().decode(view?.bytes), /secret|loss/);
  assert.deepEqual([...new Set(seen)], ["out/loss.tif", "band 1 in secret, 4 x 3 cells", "secret", ""]);
  const [open] = await draw(of(cells), of(cells.with(5, 9)));
  assert.notDeepEqual(cleaned?.bytes, open?.bytes);
});
