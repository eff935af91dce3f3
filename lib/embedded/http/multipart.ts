/** Bodies of forms: `multipart/form-data` (RFC 7578) and `application/x-www-form-urlencoded`, in order. */

/** One part of a form, as it was sent. */
export interface FormPart {
  name: string;
  /** Text of a plain field; empty for a file. */
  value: string;
  /** Set when the part is a file; an empty name is a file field that was left empty. */
  file?: { name: string; type: string; bytes: Uint8Array };
}

/**
 * Parts of a multipart body: order, repeated names and file names are kept.
 *
 * @param boundary from the content type
 * @throws Error for a body that does not hold together (no boundary, no end, part without a name)
 */
export function parseMultipart(body: Uint8Array, boundary: string): FormPart[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let at = bytes.indexOf(delimiter);
  if (at < 0) throw new Error("The multipart body does not hold its boundary");
  for (;;) {
    at += delimiter.length;
    if (bytes.subarray(at, at + 2).toString("latin1") === "--") return parts;
    const head = bytes.indexOf("\r\n", at) + 2;
    const split = bytes.indexOf("\r\n\r\n", head);
    const end = split < 0 ? -1 : bytes.indexOf(Buffer.concat([CRLF, delimiter]), split + 4);
    if (head < 2 || end < 0) throw new Error("The multipart body ends in the middle of a part");
    parts.push(partOf(bytes.subarray(head, split).toString("utf8"), bytes.subarray(split + 4, end)));
    at = end + 2;
  }
}

/** Boundary of a multipart content type, or undefined. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/** Fields of a URL-encoded body in order. */
export function parseUrlEncoded(text: string): FormPart[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
}

const CRLF = Buffer.from("\r\n");

function partOf(head: string, content: Buffer): FormPart {
  const headers = new Map(
    head.split("\r\n").map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const disposition = headers.get("content-disposition") ?? "";
  const name = parameter(disposition, "name");
  if (name === undefined) throw new Error("A part of the multipart body has no name");
  const fileName = parameter(disposition, "filename");
  if (fileName === undefined) return { name, value: content.toString("utf8") };
  const type = headers.get("content-type") ?? "application/octet-stream";
  return { name, value: "", file: { name: fileName, type, bytes: Uint8Array.from(content) } };
}

/** A parameter of a header; browsers escape only the quote and line ends, as `%22`, `%0D`, `%0A`. */
function parameter(header: string, name: string): string | undefined {
  for (const [, key, quoted, bare] of header.matchAll(/;\s*([\w-]+)=(?:"((?:[^"\\]|\\"|\\)*)"|([^;\s]*))/g)) {
    if (key?.toLowerCase() !== name) continue;
    const raw = quoted?.replaceAll('\\"', '"') ?? bare ?? "";
    return raw.replace(/%(22|0D|0A)/gi, (code) => decodeURIComponent(code));
  }
  return undefined;
}
