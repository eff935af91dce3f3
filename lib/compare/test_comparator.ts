/** A small comparator for tests of what is kept: it sums up how many bytes a file has. */
import { stat } from "node:fs/promises";
import { Findings } from "./findings.ts";
import { NoParams } from "./params.ts";
import { COMPARATORS } from "./registry.ts";
import type { Comparator } from "./types.ts";

const bytesOf = async (path: string) => ({ bytes: (await stat(path)).size });

const testBytes: Comparator = {
  method: "test_bytes",
  summary: "the number of bytes",
  keeps: "summary",
  params: NoParams,
  summarise: bytesOf,
  async compare({ baseline, produced }) {
    const before = baseline.summary ?? await bytesOf(baseline.path ?? "");
    const after = await bytesOf(produced);
    const findings = new Findings();
    const was = Number(before["bytes"]);
    if (was !== after.bytes) findings.changed("bytes", was, after.bytes, "Another number of bytes", "exact");
    return findings.outcome();
  },
};

/** Adds the comparator while a test uses it. */
export async function withComparator(use: (method: string) => Promise<void> | void): Promise<void> {
  const all = COMPARATORS as Comparator[];
  all.push(testBytes);
  try {
    await use(testBytes.method);
  } finally {
    all.splice(all.indexOf(testBytes), 1);
  }
}
