/** Statistics of large rasters, beside a loop over their blocks with rasterio. */
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256File } from "../../lib/files/hash.ts";
import { PYTHON } from "../python.ts";
import { hasRasterio } from "../raster/rasterio.ts";
import { median, peakMemory, spread, timeOf } from "./measure.ts";

const ROUNDS = 5;
const BINARY = new URL("../../bin/profile", import.meta.url).pathname;
const REFERENCE = new URL("./raster.py", import.meta.url).pathname;
/** Most times the reference's wall time. */
const LIMITS = { tiled: 1, plain: 1, lzw: 2 } as const;
const WORDS = { tiled: "tiled deflate with predictor 3", plain: "uncompressed", lzw: "LZW strips" };
type Layout = keyof typeof LIMITS;
const LAYOUTS = Object.keys(LIMITS) as Layout[];

/**
 * Lines of figures: `raster_stats` of one raster of 8000 x 8000 float32 beside rasterio, start of both programs
 * included; and the memory of comparing two of them by either method.
 */
export async function rasterFigures(): Promise<string[]> {
  if (!hasRasterio()) return ["raster_stats: not measured (no python3 with rasterio, or gdal-bin)"];
  const folder = await mkdtemp(join(tmpdir(), "profile-bench-"));
  try {
    for (const side of ["baseline", "produced"]) await mkdir(join(folder, side));
    spawnSync(PYTHON, [REFERENCE, "make", folder], { stdio: "inherit" });
    const lines: string[] = [];
    for (const layout of LAYOUTS) lines.push(await timeFigure(folder, layout));
    for (const method of ["raster_stats", "raster_pixels"]) lines.push(await memoryFigure(folder, method));
    return lines;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The baseline is a raster of one cell, so that the time is that of one large raster. */
async function timeFigure(folder: string, layout: Layout): Promise<string> {
  const path = join(folder, "produced", `${layout}.tif`);
  const small = join(folder, "small.tif");
  spawnSync("gdal_translate", ["-q", "-srcwin", "0", "0", "1", "1", path, small], { stdio: "inherit" });
  const words = await dataRoot(join(folder, layout), "raster_stats", small, path);
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const theirs = await timeOf(PYTHON, [REFERENCE, "stats", path]);
    const ours = await timeOf(BINARY, words, {}, DIFFERENCES);
    // The first round only warms the cache of the system.
    if (round > 0) ratios.push(ours / theirs);
    if (round > 0) times.push(ours);
  }
  return `raster_stats, 8000 x 8000 float32, ${WORDS[layout]} / rasterio block loop: ${
    spread(ratios)
  } times, ` +
    `${median(times).toFixed(0)} ms (limit ${LIMITS[layout].toFixed(1)})`;
}

/** Exit code of a comparison that found something. */
const DIFFERENCES = 1;

async function memoryFigure(folder: string, method: string): Promise<string> {
  const peaks: string[] = [];
  for (const layout of LAYOUTS) {
    const side = (name: string) => join(folder, name, `${layout}.tif`);
    const words = await dataRoot(
      join(folder, `${method}-${layout}`),
      method,
      side("baseline"),
      side("produced"),
    );
    peaks.push(`${WORDS[layout]} ${await peakMemory(BINARY, words)} MiB`);
  }
  return `${method}, memory of comparing two 8000 x 8000 float32: ${peaks.join(", ")} (limit 200 MiB)`;
}

/** A data root with one comparison of two files; gives the words that run it. */
async function dataRoot(root: string, method: string, baseline: string, produced: string): Promise<string[]> {
  const kept = join(root, "profiles/rasters/baseline");
  await mkdir(kept, { recursive: true });
  await mkdir(join(root, "run"), { recursive: true });
  await copyFile(baseline, join(kept, "r.tif"));
  await copyFile(produced, join(root, "run/r.tif"));
  const { size } = await stat(baseline);
  const file = {
    ...{ path: "r.tif", size, kept: "file", sha256: await sha256File(baseline) },
    comparison: { target: "r.tif", method },
    accepted: { by: "bench", at: "2026-01-01T00:00:00Z", reason: "first" },
  };
  const manifest = { version: 1, target: "embedded", files: [file] };
  await writeFile(join(kept, "manifest.json"), JSON.stringify(manifest));
  const profile = `version: 1
metadata: { slug: rasters, title: Rasters }
steps: [{ id: look, action: http_get, path: "/weppcloud/runs/{{run_id}}/{{config}}/" }]
comparisons: [{ target: r.tif, method: ${method} }]
`;
  await writeFile(join(root, "profiles/rasters/profile.yaml"), profile);
  return ["compare", "rasters", "--data-root", root, "--run-dir", join(root, "run")];
}
