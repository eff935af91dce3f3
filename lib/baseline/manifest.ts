/** `baseline/manifest.json`: reading and writing what is kept of a profile's outputs. */
import { join } from "node:path";
import { ProfileError } from "../errors.ts";
import { isPlainRelative } from "../files/safe_path.ts";
import { walkFiles } from "../files/walk.ts";
import { stableJson } from "../model/json.ts";
import { type BaselineFile, BaselineManifest } from "../model/manifest.ts";
import { readJsonFile } from "./json_file.ts";

/** Name of the manifest in the baseline folder. */
export const MANIFEST = "manifest.json";

/**
 * The manifest of a baseline, or undefined when there is no baseline yet.
 *
 * @throws ProfileError usage when it is damaged, of a newer version, or names a path that leaves its folder
 */
export async function readManifest(baselineDir: string): Promise<BaselineManifest | undefined> {
  const file = join(baselineDir, MANIFEST);
  const remedy = "Restore it from git, or run update-baseline anew after removing the baseline folder";
  const manifest = await readJsonFile(file, BaselineManifest, "baseline manifest", remedy);
  if (manifest === undefined && (await walkFiles(baselineDir)).length > 0) {
    throw new ProfileError("usage", `The baseline ${baselineDir} has files but no ${MANIFEST}`, {
      position: { file },
      remedy,
    });
  }
  const seen = new Set<string>();
  for (const { path } of manifest?.files ?? []) {
    const fault = seen.has(path)
      ? "is listed twice"
      : isPlainRelative(path)
      ? undefined
      : "leaves its folder";
    if (fault !== undefined) {
      const message = `The baseline manifest is damaged: ${JSON.stringify(path)} ${fault}`;
      throw new ProfileError("usage", message, { position: { file }, remedy });
    }
    seen.add(path);
  }
  return manifest;
}

/** The manifest as text: files by path, keys sorted, so that equal content gives equal bytes. */
export function formatManifest(manifest: BaselineManifest): string {
  const files = manifest.files.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return stableJson({ ...manifest, files });
}

/** Entries by path. */
export function entriesOf(manifest: BaselineManifest | undefined): Map<string, BaselineFile> {
  return new Map((manifest?.files ?? []).map((file) => [file.path, file]));
}
