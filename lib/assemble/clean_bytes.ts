/** Secrets out of seed files: text is redacted, other bytes stay as they are. */
import { Buffer } from "node:buffer";
import { textOf } from "../files/text_bytes.ts";
import type { Redactor } from "../redact/redactor.ts";

/**
 * The bytes without secrets.
 *
 * @param name name of the file, for the counts
 * @returns the same bytes when they are no text or hold no secret
 */
export function cleanBytes(
  bytes: Uint8Array,
  name: string,
  redactor: Redactor,
): { bytes: Uint8Array; changed: boolean } {
  const text = textOf(bytes);
  if (text === undefined) return { bytes, changed: false };
  const clean = redactor.text(text.content, name);
  if (clean === text.content) return { bytes, changed: false };
  const encoded = text.latin1 ? Buffer.from(clean, "latin1") : new TextEncoder().encode(clean);
  return { bytes: new Uint8Array(encoded), changed: true };
}
