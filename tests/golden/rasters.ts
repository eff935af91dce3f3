/**
 * Writes small rasters for golden runs. Each line of the input is one file: its path, type, columns and cells, then
 * what is not usual as JSON: `bands` (each cell has one number of every band), `tags` of the file, or the layout of test_tiff.ts (without a place on the map).
 *
 * before/equal.tif float32 3: 1 2 3 4 5 -9999 {"tags":{"GDAL_NODATA":"-1"}}
 */
import { readFileSync, writeFileSync } from "node:fs";
import { raster } from "../../lib/compare/test_fixtures.ts";
import { tiff } from "../../lib/compare/raster/test_tiff.ts";

const TYPES = {
  float32: Float32Array,
  float64: Float64Array,
  int16: Int16Array,
  uint8: Uint8Array,
} as const;

for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const [, path = "", type = "", columns = "", text = "", json = "{}"] =
    /^(\S+) (\w+) (\d+): ([^{]*)(\{.*\})?$/.exec(line) ?? [];
  const cells = text.trim().split(/\s+/).map(Number);
  const { tags, bands = 1, ...layout } = JSON.parse(json);
  const [width, height] = [Number(columns), cells.length / Number(columns) / bands];
  const Cells = TYPES[type as keyof typeof TYPES];
  const bytes = Object.keys(layout).length > 0
    ? tiff(cells, { width, height, type: type as "float32", nodata: "-9999", ...layout })
    : raster(Cells.from(cells), width, height, tags);
  writeFileSync(path, bytes);
}
