/**
 * Multipart bodies (RFC 7578), streamed from disk with a known length. Own code because the FormData of
 * undici 7 never ends its body under Node 26, and because order, repeated fields and empty file parts must
 * go out just as they were recorded.
 */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** One part: a text field, or a file from disk (no `path`: a file field sent without a file). */
export type Part =
  | { name: string; value: string }
  | { name: string; filename: string; type: string; path?: string };

/** A body ready to be sent. */
export interface MultipartBody {
  /** What was encoded, for those who show it. */
  parts: readonly Part[];
  contentType: string;
  contentLength: number;
  stream: () => AsyncGenerator<Uint8Array>;
}

/**
 * Encodes parts in their order.
 *
 * @param boundary random by default
 */
export async function encodeMultipart(
  parts: readonly Part[],
  boundary = `profile-${randomBytes(12).toString("hex")}`,
): Promise<MultipartBody> {
  const encoder = new TextEncoder();
  const pieces: (Uint8Array | string)[] = [];
  let contentLength = 0;
  const text = (piece: string) => {
    const bytes = encoder.encode(piece);
    pieces.push(bytes);
    contentLength += bytes.length;
  };
  for (const part of parts) {
    text(`--${boundary}\r\n${headersOf(part)}\r\n\r\n`);
    if ("value" in part) text(normalizeNewlines(part.value));
    else if (part.path !== undefined) {
      pieces.push(part.path);
      contentLength += (await stat(part.path)).size;
    }
    text("\r\n");
  }
  text(`--${boundary}--\r\n`);
  async function* stream() {
    for (const piece of pieces) {
      if (typeof piece !== "string") yield piece;
      else for await (const block of createReadStream(piece)) yield block as Uint8Array;
    }
  }
  return { parts, contentType: `multipart/form-data; boundary=${boundary}`, contentLength, stream };
}

function headersOf(part: Part): string {
  const disposition = `Content-Disposition: form-data; name="${quote(part.name)}"`;
  if ("value" in part) return disposition;
  return `${disposition}; filename="${quote(part.filename)}"\r\nContent-Type: ${
    part.type.replace(/[\r\n]/g, "")
  }`;
}

/** As browsers write names (WHATWG HTML, multipart/form-data encoding algorithm). */
function quote(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}

/** Browsers send line ends of text fields as CR LF. */
function normalizeNewlines(value: string): string {
  return value.replace(/\r\n|\r|\n/g, "\r\n");
}
