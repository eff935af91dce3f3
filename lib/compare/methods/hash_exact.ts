/** `hash_exact`: the bytes must be the same. */
import { stat } from "node:fs/promises";
import { sha256File } from "../../files/hash.ts";
import { Findings } from "../findings.ts";
import { NoParams } from "../params.ts";
import type { Comparator } from "../types.ts";

export const hashExact: Comparator = {
  method: "hash_exact",
  summary: "the bytes are the same (SHA-256)",
  keeps: "hash",
  raw: true,
  params: NoParams,
  async compare({ baseline, produced }) {
    const findings = new Findings();
    const { size } = await stat(produced);
    const hash = await sha256File(produced);
    if (hash === baseline.sha256) return findings.outcome();
    if (size !== baseline.size) {
      findings.changed("size", baseline.size, size, "The size in bytes is another", "exact");
    }
    findings.changed("sha256", baseline.sha256, hash, "The bytes are others", "exact");
    return findings.outcome();
  },
};
