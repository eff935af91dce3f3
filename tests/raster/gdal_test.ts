/** Rasters of all layouts, written by GDAL: our statistics beside those of GDAL and rasterio. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { readRaster } from "../../lib/compare/raster/reader.ts";
import { QUANTILE_ERROR, type QuantileName } from "../../lib/compare/raster/histogram.ts";
import { withFolder } from "../../lib/files/test_folder.ts";
import { PYTHON } from "../python.ts";
import { hasRasterio } from "./rasterio.ts";

const LAYOUTS = join(dirname(fileURLToPath(import.meta.url)), "layouts.py");
const Figures = z.record(z.string(), z.number());
const Facts = z.record(z.string(), z.array(z.object({ stats: Figures, quantiles: Figures, gdal: Figures })));
/** `gdalinfo` writes fourteen digits. */
const RELATIVE = 1e-9;

test("readRaster() tells the statistics that GDAL and rasterio tell, of rasters of all layouts and of VRTs", async () => {
  if (!hasRasterio()) return;
  await withFolder(async (folder) => {
    execFileSync(PYTHON, [LAYOUTS, folder]);
    const facts = Facts.parse(JSON.parse(await readFile(join(folder, "facts.json"), "utf8")));
    assert.ok(Object.keys(facts).length >= 20);
    for (const [name, bands] of Object.entries(facts)) {
      const raster = await readRaster(join(folder, name), true);
      assert.equal(raster.bands, bands.length, name);
      bands.forEach(({ stats, gdal, quantiles }, band) => {
        const ours = { ...raster.stats[band] } as Record<string, number | null>;
        for (const told of [stats, gdal]) {
          for (const [statistic, expected] of Object.entries(told)) {
            near(ours[statistic], expected, RELATIVE, `${name} band ${band + 1} ${statistic}`);
          }
        }
        const found = raster.distributions[band]?.quantiles;
        // The bins of several bands are wider.
        const error = QUANTILE_ERROR * 2 ** Math.ceil(Math.log2(bands.length));
        for (const [quantile, expected] of Object.entries(quantiles)) {
          near(found?.[quantile as QuantileName], expected, error, `${name} band ${band + 1} ${quantile}`);
        }
      });
    }
  });
});

function near(actual: number | null | undefined, expected: number, relative: number, name: string): void {
  const error = Math.abs((actual ?? NaN) - expected);
  assert.ok(error <= relative * Math.abs(expected), `${name}: ${actual} for ${expected}`);
}
