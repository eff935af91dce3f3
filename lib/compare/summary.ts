/** `<path>.summary.json` beside the kept files: what a method says of a file, in place of its bytes. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { sha256 } from "../files/hash.ts";
import { readPlain } from "../files/plain_file.ts";
import { type JsonObject, parseJson, stableJson } from "../model/json.ts";
import type { BaselineFile } from "../model/manifest.ts";
import type { Comparison } from "../model/profile.ts";
import { withoutGzip } from "./archive/gzip.ts";
import { summaryPath } from "./keep.ts";
import { isLfsPointer } from "./lfs.ts";
import { comparatorFor } from "./registry.ts";

/** What a method says of a file. */
export const Summary = z.strictObject({
  version: z.literal(1),
  /** The method that made it: no other can read it. */
  method: z.string(),
  /** Of the file that it sums up. */
  sha256: z.string(),
  size: z.number().int().nonnegative(),
  summary: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
});

/** Longest summary that is read, bytes. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Sums a file up as its comparison asks for; equal files give equal bytes. One that is packed with gzip is summed up by
 * what it holds, as it is compared.
 *
 * @param file absolute path
 * @param of hash (hex SHA-256) and size in bytes of the file
 * @returns the text of `<path>.summary.json`; undefined when the method has no summary
 * @throws Error when the file cannot be read as what the method needs
 */
export async function summaryText(
  file: string,
  { method, params = {} }: Comparison,
  { sha256, size }: { sha256: string; size: number },
): Promise<string | undefined> {
  const comparator = comparatorFor(method);
  if (comparator?.summarise === undefined) return undefined;
  const sum = async (path: string) => await comparator.summarise?.(path, params);
  const input = { file: basename(file), baseline: { sha256, size }, produced: file, params };
  const summary =
    await (comparator.raw === true ? sum(file) : withoutGzip(input, (plain) => sum(plain.produced)));
  return stableJson({ version: 1, method, sha256, size, summary });
}

/**
 * The summary of a kept file, sure to be the one that was accepted.
 *
 * @throws Error that names the file and the remedy when it is not there, damaged, or another method's
 */
export async function readSummary(
  baselineDir: string,
  kept: BaselineFile,
  method: string,
): Promise<JsonObject> {
  const path = summaryPath(kept.path);
  const name = `The baseline summary "${path}"`;
  const file = join(baselineDir, path);
  if (await stat(file).catch(() => undefined) === undefined) {
    throw new Error(`${name} is listed in manifest.json but not there: restore it from git`);
  }
  if (await isLfsPointer(file)) throw new Error(`${name} is a Git LFS pointer: run git lfs pull`);
  const text = await readPlain(file, LONGEST);
  const { data } = Summary.safeParse(typeof text === "string" ? parseJson(text) : undefined);
  if (typeof text !== "string" || data === undefined || sha256(text) !== kept.summary_sha256) {
    throw new Error(`${name} is not what manifest.json says: restore it from git, or accept it again`);
  }
  if (data.method === method) return data.summary;
  throw new Error(
    `${name} was made by ${data.method}, ${method} cannot compare with it: accept "${kept.path}" again ` +
      "with update-baseline",
  );
}
