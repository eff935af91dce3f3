/** Secrets out of files: text is redacted, other bytes stay as they are. Whole files, and streams of any size. */
import { Buffer } from "node:buffer";
import { bytesOf, decodeAs, narrowText, type TextContent, textOf, utf16Of } from "../files/text_bytes.ts";
import type { Redactor } from "./redactor.ts";

/** What takes secrets out of text. */
export type TextCleaner = Pick<Redactor, "text" | "isPlain">;

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
  redactor: TextCleaner,
): { bytes: Uint8Array; changed: boolean } {
  if (redactor.isPlain(bytes)) return { bytes, changed: false };
  const text = textOf(bytes);
  return text === undefined ? { bytes, changed: false } : cleanText(bytes, text, name, redactor);
}

function cleanText(
  bytes: Uint8Array,
  text: TextContent,
  name: string,
  redactor: TextCleaner,
): { bytes: Uint8Array; changed: boolean } {
  const content = redactor.text(text.content, name);
  if (content === text.content) return { bytes, changed: false };
  const clean = bytesOf({ ...text, content });
  // Half a character at the end of UTF-16 belongs to no text, and stays.
  const rest = text.encoding.startsWith("utf-16") ? bytes.subarray(bytes.length - bytes.length % 2) : [];
  return { bytes: rest.length === 0 ? clean : Uint8Array.from([...clean, ...rest]), changed: true };
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
  redactor: TextCleaner,
  changed: () => void,
): AsyncGenerator<Uint8Array> {
  let kind: Kind | undefined;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const clean = (bytes: Uint8Array): Uint8Array => {
    if (redactor.isPlain(bytes)) return bytes;
    const text = kind === "utf-16le" || kind === "utf-16be" ? decodeAs(bytes, kind) : narrowText(bytes);
    const result = cleanText(bytes, text, name, redactor);
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
      kind = kindOf(waiting);
      if (kind === "binary") {
        yield* waiting;
        waiting = [];
        continue;
      }
    }
    if (size < PIECE) continue;
    const bytes = Buffer.concat(waiting);
    const cut = cutOf(bytes, kind ?? "narrow");
    if (cut > 0) yield clean(bytes.subarray(0, cut));
    waiting = cut === bytes.length ? [] : [bytes.subarray(cut)];
    size = bytes.length - cut;
  }
  if (waiting.length === 0) return;
  kind ??= kindOf(waiting);
  if (kind === "binary") yield* waiting;
  else yield clean(Buffer.concat(waiting));
}

type Kind = "narrow" | "utf-16le" | "utf-16be" | "binary";

function kindOf(blocks: readonly Uint8Array[]): Kind {
  const head = Buffer.concat(blocks.map((block) => block.subarray(0, SNIFFED))).subarray(0, SNIFFED);
  return utf16Of(head) ?? (head.includes(0) ? "binary" : "narrow");
}

/** Where a piece may end: behind its last line, or inside a line that is too long; 0 to wait for more. */
function cutOf(bytes: Buffer, kind: Exclude<Kind, "binary">): number {
  const line = behindLast(bytes, LINE_END, kind);
  if (line > 0 || bytes.length < LONGEST_LINE) return line;
  const separator = Math.max(...SEPARATORS.map((code) => behindLast(bytes, code, kind)));
  return separator > 0 ? separator : bytes.length - bytes.length % 2;
}

/** Where the last character of that code ends; 0 when there is none. */
function behindLast(bytes: Buffer, code: number, kind: Exclude<Kind, "binary">): number {
  if (kind === "narrow") return bytes.lastIndexOf(code) + 1;
  const unit = Buffer.from(kind === "utf-16le" ? [code, 0] : [0, code]);
  for (let at = bytes.lastIndexOf(unit); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(unit, at - 1)) {
    if (at % 2 === 0) return at + 2;
  }
  return 0;
}
