/** Secrets out of files: text is redacted, other bytes stay as they are. Whole files, and streams of any size. */
import { Buffer } from "node:buffer";
import { textOf } from "../files/text_bytes.ts";
import type { Redactor } from "./redactor.ts";

/** Bytes that decide whether a stream is text. */
const SNIFFED = 8192;
/** A stream of text is redacted in pieces of about this many bytes, cut at line ends. */
const PIECE = 1024 * 1024;
/** A line longer than this is cut at a separator. */
const LONGEST_LINE = 8 * PIECE;
const SEPARATORS = [..." \t,;&"].map((char) => char.charCodeAt(0));
const LINE_END = 0x0a;

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

/**
 * A stream without secrets, in bounded memory. Text is redacted a piece at a time, whole lines together; what
 * is no text by its first block passes as it is.
 *
 * @param name name of the file, for the counts
 * @param changed called when something was replaced
 */
export async function* cleanStream(
  blocks: AsyncIterable<Uint8Array>,
  name: string,
  redactor: Redactor,
  changed: () => void,
): AsyncGenerator<Uint8Array> {
  let kind: "text" | "binary" | undefined;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const clean = (bytes: Uint8Array): Uint8Array => {
    const result = cleanBytes(bytes, name, redactor);
    if (result.changed) changed();
    return result.bytes;
  };
  for await (const block of blocks) {
    if (kind === "binary") {
      yield block;
      continue;
    }
    waiting.push(block);
    size += block.length;
    if (kind === undefined && size >= SNIFFED) {
      kind = isText(waiting) ? "text" : "binary";
      if (kind === "binary") {
        yield* waiting;
        waiting = [];
        continue;
      }
    }
    if (size < PIECE) continue;
    const bytes = Buffer.concat(waiting);
    const cut = cutOf(bytes);
    if (cut > 0) yield clean(bytes.subarray(0, cut));
    waiting = cut === bytes.length ? [] : [bytes.subarray(cut)];
    size = bytes.length - cut;
  }
  if (waiting.length === 0) return;
  if (kind === undefined && !isText(waiting)) yield* waiting;
  else yield clean(Buffer.concat(waiting));
}

function isText(blocks: readonly Uint8Array[]): boolean {
  let left = SNIFFED;
  for (const block of blocks) {
    if (block.subarray(0, left).includes(0)) return false;
    left -= block.length;
    if (left <= 0) break;
  }
  return true;
}

/** Where a piece may end: behind its last line, or inside a line that is too long; 0 to wait for more. */
function cutOf(bytes: Buffer): number {
  const line = bytes.lastIndexOf(LINE_END) + 1;
  if (line > 0 || bytes.length < LONGEST_LINE) return line;
  const separator = Math.max(...SEPARATORS.map((code) => bytes.lastIndexOf(code))) + 1;
  return separator > 0 ? separator : bytes.length;
}
