/** GDAL's programs and rasterio, for tests against them. */
import { spawnSync } from "node:child_process";
import { PYTHON } from "../python.ts";

/** True when both are there; tests return early without them. */
export function hasRasterio(): boolean {
  const python = spawnSync(PYTHON, ["-c", "import rasterio, numpy"], { stdio: "ignore" }).status === 0;
  return python && spawnSync("gdalinfo", ["--version"], { stdio: "ignore" }).status === 0;
}
