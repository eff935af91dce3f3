/** What the tests of comparators share: a folder with both sides, and rasters to put there. */
import { join } from "node:path";
import { type GeotiffWriterMetadata, type TypedArray, writeArrayBuffer } from "geotiff";
import { sha256 } from "../files/hash.ts";
import { type Files, withFolder, writeFiles } from "../files/test_folder.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import type { ComparisonReport } from "../model/report.ts";
import { runComparisons } from "./run.ts";

export { type Files, withFolder, writeFiles };
export type Content = Files[string];

/** A manifest entry for a kept file. */
export function entry(path: string, content: Content, kept: "file" | "hash" = "file"): BaselineFile {
  const size = typeof content === "string" ? new TextEncoder().encode(content).length : content.length;
  return {
    path,
    size,
    sha256: sha256(content),
    kept,
    comparison: { target: path, method: "hash_exact" },
    accepted: { by: "tester", at: "2026-01-01T00:00:00Z", reason: "first" },
  };
}

export function manifestOf(files: Files, kept: "file" | "hash" = "file"): BaselineManifest {
  const entries = Object.entries(files).map(([path, content]) => entry(path, content, kept));
  return { version: 1, target: "embedded", files: entries };
}

/** Compares produced files with a baseline of the given ones. */
export async function compareFiles(
  baseline: Files,
  produced: Files,
  comparisons: Comparison[],
): Promise<ComparisonReport[]> {
  return await withFolder(async (folder) => {
    const [baselineDir, runDir] = [join(folder, "baseline"), join(folder, "run")];
    await writeFiles(baselineDir, baseline);
    await writeFiles(runDir, produced);
    return await runComparisons({ comparisons, baselineDir, manifest: manifestOf(baseline), runDir });
  });
}

/** Compares one file, by one method. */
export async function compareOne(
  method: string,
  baseline: Content,
  produced: Content,
  params?: Record<string, unknown>,
): Promise<ComparisonReport> {
  const comparison = { target: "out/file", method, ...(params === undefined ? {} : { params }) };
  const [report] = await compareFiles({ "out/file": baseline }, { "out/file": produced }, [comparison]);
  if (report === undefined) throw new Error("No report");
  return report;
}

/** `kind where` of each difference. */
export function found(report: ComparisonReport): string[] {
  return report.differences.map(({ kind, where }) => `${kind} ${where}`);
}

/** A GeoTIFF of one band, or more when there are more values than cells. */
export function raster(
  values: TypedArray,
  width: number,
  height: number,
  metadata: GeotiffWriterMetadata = {},
): Uint8Array {
  return new Uint8Array(writeArrayBuffer(values, {
    width,
    height,
    ModelPixelScale: [30, 30, 0],
    ModelTiepoint: [0, 0, 0, 500_000, 5_200_000, 0],
    ProjectedCSTypeGeoKey: 32611,
    GTModelTypeGeoKey: 1,
    GDAL_NODATA: "-9999",
    ...metadata,
  }));
}
