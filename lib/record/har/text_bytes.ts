/**
 * The bytes behind a body that a HAR holds as text. Programs decode it in different ways: mitmproxy as Latin-1 or
 * with lone surrogates (nothing is lost), Firefox byte by byte, Chrome and Playwright as UTF-8 (what is no text is
 * lost).
 */
import { Buffer } from "node:buffer";

/** Bytes, and whether all of them are what was sent. */
export interface TextBytes {
  bytes: Uint8Array;
  /** Some bytes were no text and are gone. */
  lossy: boolean;
}

/** U+FFFD in UTF-8: stands where bytes were lost. */
export const LOST_BYTES = Buffer.from([0xef, 0xbf, 0xbd]);

/**
 * Takes a text back to bytes.
 *
 * @param creator program that wrote the HAR
 */
export function bytesOfText(text: string, creator: string): TextBytes {
  if (text.includes("\ufffd")) return { bytes: Buffer.from(text, "utf8"), lossy: true };
  // Python's "surrogateescape": a byte that is no UTF-8 is a lone surrogate.
  if (/[\udc80-\udcff]/.test(text) && !text.isWellFormed()) return { bytes: escaped(text), lossy: false };
  if (/[^\0-\xff]/.test(text) || !/[\x80-\xff]/.test(text)) return utf8(text);
  const bytes = Buffer.from(text, "latin1");
  // deno-lint-ignore no-control-regex
  const isBytes = /mitmproxy/i.test(creator) || isUtf8(bytes) || /[\x00-\x08\x0e-\x1a]/.test(text);
  return isBytes ? { bytes, lossy: false } : utf8(text);
}

function utf8(text: string): TextBytes {
  return { bytes: Buffer.from(text, "utf8"), lossy: !text.isWellFormed() };
}

function escaped(text: string): Uint8Array {
  const pieces = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(
    pieces.map((piece, index) =>
      index % 2 === 0 ? Buffer.from(piece, "utf8") : Buffer.from([piece.charCodeAt(0) - 0xdc00])
    ),
  );
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
