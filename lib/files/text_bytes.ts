/** Telling text from other bytes. */
import { Buffer } from "node:buffer";

/** Longer files are rasters and the like; they are not read as text. */
const LONGEST_TEXT = 32 * 1024 * 1024;

/** The content as text, when the bytes are text: no NUL, UTF-8 or else Latin-1. */
export function textOf(bytes: Uint8Array): { content: string; latin1: boolean } | undefined {
  if (bytes.length > LONGEST_TEXT || bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return {
      content: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      latin1: false,
    };
  } catch {
    return { content: Buffer.from(bytes).toString("latin1"), latin1: true };
  }
}
