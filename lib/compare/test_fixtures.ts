/** What the tests of comparators share: a folder with both sides, and rasters to put there. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type GeotiffWriterMetadata, type TypedArray, writeArrayBuffer } from "geotiff";
import { sha256 } from "../files/hash.ts";
import type { BaselineFile, BaselineManifest } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import type { ComparisonReport } from "../model/report.ts";
import { runComparisons } from "./run.ts";

export type Content = string | Uint8Array;
export type Files = Record<string, Content>;

/** Runs with a temporary folder that is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "profile-compare-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

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

/** A GeoTIFF of one float32 band in strips of so many rows, which the writer of the library cannot make. */
export function striped(values: Float32Array, width: number, height: number, rows: number): Uint8Array {
  const strips = Math.ceil(height / rows);
  const lengths = Array.from({ length: strips }, (_, at) => Math.min(rows, height - at * rows) * width * 4);
  const arrays = 8 + 2 + 10 * 12 + 4;
  const data = arrays + strips * 8;
  const bytes = new DataView(new ArrayBuffer(data + values.length * 4));
  bytes.setUint16(0, 0x4949, true);
  bytes.setUint16(2, 42, true);
  bytes.setUint32(4, 8, true);
  const tags: [tag: number, count: number, value: number][] = [
    [256, 1, width],
    [257, 1, height],
    [258, 1, 32],
    [259, 1, 1],
    [262, 1, 1],
    [273, strips, strips === 1 ? data : arrays],
    [277, 1, 1],
    [278, 1, rows],
    [279, strips, strips === 1 ? lengths[0] ?? 0 : arrays + strips * 4],
    [339, 1, 3],
  ];
  bytes.setUint16(8, tags.length, true);
  tags.forEach(([tag, count, value], index) => {
    const at = 10 + index * 12;
    bytes.setUint16(at, tag, true);
    bytes.setUint16(at + 2, 4, true);
    bytes.setUint32(at + 4, count, true);
    bytes.setUint32(at + 8, value, true);
  });
  lengths.forEach((length, index) => {
    bytes.setUint32(arrays + index * 4, data + index * rows * width * 4, true);
    bytes.setUint32(arrays + strips * 4 + index * 4, length, true);
  });
  values.forEach((value, index) => bytes.setFloat32(data + index * 4, value, true));
  return new Uint8Array(bytes.buffer);
}
