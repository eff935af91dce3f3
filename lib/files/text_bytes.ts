/** Telling text from other bytes. */
import { Buffer } from "node:buffer";

/** Longer files are rasters and the like; they are not read as text. */
const LONGEST_TEXT = 32 * 1024 * 1024;
/** Bytes that decide. */
const SNIFFED = 8192;

/** How text lies in bytes. */
export type TextEncoding = "utf-8" | "latin1" | "utf-16le" | "utf-16be";

/** Text, and how to make bytes of it again. */
export interface TextContent {
  /** With the byte order mark, where there is one. */
  content: string;
  encoding: TextEncoding;
}

/** The content as text, when the bytes are text: UTF-16 that shows, or no NUL and UTF-8 or else Latin-1. */
export function textOf(bytes: Uint8Array): TextContent | undefined {
  if (bytes.length > LONGEST_TEXT) return undefined;
  const wide = utf16Of(bytes);
  if (wide !== undefined) return decodeAs(bytes, wide);
  return bytes.subarray(0, SNIFFED).includes(0) ? undefined : narrowText(bytes);
}

/** True when the first bytes of a file are those of text. */
export function isTextHead(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, SNIFFED);
  return utf16Of(head) !== undefined || !head.includes(0);
}

/** Bytes that are known to be text of one byte a character: UTF-8, or else Latin-1. */
export function narrowText(bytes: Uint8Array): TextContent {
  try {
    return {
      content: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      encoding: "utf-8",
    };
  } catch {
    return { content: Buffer.from(bytes).toString("latin1"), encoding: "latin1" };
  }
}

/** Bytes that are known to be UTF-16; an odd byte at the end is not part of the text. */
export function decodeAs(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): TextContent {
  const even = Buffer.from(bytes.subarray(0, bytes.length - bytes.length % 2));
  if (encoding === "utf-16be") even.swap16();
  return { content: even.toString("utf16le"), encoding };
}

/** The bytes of a text in its encoding. */
export function bytesOf({ content, encoding }: TextContent): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(content);
  if (encoding === "latin1") return new Uint8Array(Buffer.from(content, "latin1"));
  const bytes = Buffer.from(content, "utf16le");
  return new Uint8Array(encoding === "utf-16be" ? bytes.swap16() : bytes);
}

/**
 * The kind of UTF-16 that bytes are: they begin with its mark, or every other byte is NUL between printable ones, in
 * lines. Rasters of small numbers look much alike, hence the lines.
 */
export function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [first, second, third, fourth] = bytes;
  const isWider = third === 0 && fourth === 0;
  if (first === 0xff && second === 0xfe && !isWider) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const size = Math.min(bytes.length, SNIFFED) & ~1;
  if (size < 8) return undefined;
  const high = first === 0 ? 0 : 1;
  let lines = 0;
  for (let at = 0; at < size; at += 2) {
    const code = bytes[at + 1 - high] ?? 0;
    if (bytes[at + high] !== 0 || !isPrintable(code)) return undefined;
    if (code === 0x0a) lines++;
  }
  return lines > 0 || bytes.length < SNIFFED ? high === 1 ? "utf-16le" : "utf-16be" : undefined;
}

function isPrintable(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code >= 0xa0 || code === 0x09 || code === 0x0a || code === 0x0d;
}
