/** Looks through an output for secrets, block by block, so that no text is too large for it. */
import { open } from "node:fs/promises";
import type { Redactor } from "../redact/redactor.ts";

/** Bytes that are looked at together. */
const BLOCK = 8 * 1024 * 1024;
/** Characters of a block that are looked at again with the next one: a secret may lie across both. */
const OVERLAP = 16 * 1024;

/**
 * Kinds of secrets that a text holds, by the rules of the redactor; none for other bytes (a NUL in the first block).
 *
 * @param where name of the file for the redactor's counts
 * @param block bytes that are read at once
 */
export async function secretsIn(
  file: string,
  redactor: Redactor,
  where: string,
  block = BLOCK,
): Promise<string[]> {
  const before = hits(redactor);
  const handle = await open(file, "r");
  try {
    const bytes = new Uint8Array(block);
    const decoder = new TextDecoder();
    let rest = "";
    for (let first = true;; first = false) {
      const { bytesRead } = await handle.read(bytes, 0, block);
      const part = bytes.subarray(0, bytesRead);
      if (first && part.includes(0)) return [];
      const text = rest + decoder.decode(part, { stream: bytesRead > 0 });
      const changed = redactor.text(text, where) !== text;
      const found = [...hits(redactor)].filter(([rule, count]) => count > (before.get(rule) ?? 0));
      if (changed || found.length > 0) return found.length === 0 ? ["secret"] : found.map(([rule]) => rule);
      if (bytesRead === 0) return [];
      rest = overlapOf(text);
    }
  } finally {
    await handle.close();
  }
}

/** The end of a block, from the start of a line where there is one: a part of a line may look like a secret. */
function overlapOf(text: string): string {
  const tail = text.slice(-OVERLAP);
  return tail.length < text.length ? tail.slice(tail.indexOf("\n") + 1) : tail;
}

/** How often each rule was met so far. */
function hits(redactor: Redactor): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, count } of redactor.redactions()) counts.set(rule, (counts.get(rule) ?? 0) + count);
  return counts;
}
