/** Request bodies: read up to a limit, then parsed by content type. */
import { type JsonValue, parseJson } from "../../model/json.ts";
import { boundaryOf, type FormPart, parseMultipart, parseUrlEncoded } from "./multipart.ts";
import { HttpError } from "./reply.ts";

/** A parsed body. */
export type Body =
  | { kind: "none" }
  | { kind: "json"; text: string; value: JsonValue }
  | { kind: "multipart"; parts: FormPart[] }
  | { kind: "urlencoded"; parts: FormPart[] }
  | { kind: "text"; text: string };

/** Largest body that is taken, bytes: the largest upload of a page is 500 MB, and a form is around it. */
const BODY_LIMIT = 512 * 1024 * 1024;

/**
 * All bytes of a body.
 *
 * @throws HttpError 413 beyond the limit
 */
export async function readBody(request: AsyncIterable<Uint8Array>, limit = BODY_LIMIT): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of request) {
    size += bytes.byteLength;
    // Read to the end even when it is too much: leaving early would break the connection before the answer.
    if (size <= limit) blocks.push(bytes);
    else blocks.length = 0;
  }
  if (size > limit) throw new HttpError(413, "Request Entity Too Large");
  return Buffer.concat(blocks);
}

/**
 * The body by its content type; what has none is text.
 *
 * @throws HttpError 400 when the body is not what its content type says
 */
export function parseBody(bytes: Uint8Array, contentType: string): Body {
  if (bytes.byteLength === 0) return { kind: "none" };
  const text = () => new TextDecoder().decode(bytes);
  if (/^application\/json\b/i.test(contentType)) {
    const value = parseJson(text());
    if (value === undefined) throw new HttpError(400, "The request body is not valid JSON");
    return { kind: "json", text: text(), value };
  }
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    return { kind: "urlencoded", parts: parseUrlEncoded(text()) };
  }
  if (/^multipart\/form-data\b/i.test(contentType)) {
    const boundary = boundaryOf(contentType);
    if (boundary === undefined) throw new HttpError(400, "The multipart body has no boundary");
    try {
      return { kind: "multipart", parts: parseMultipart(bytes, boundary) };
    } catch (error) {
      throw new HttpError(400, error instanceof Error ? error.message : "Bad multipart body");
    }
  }
  return { kind: "text", text: text() };
}
